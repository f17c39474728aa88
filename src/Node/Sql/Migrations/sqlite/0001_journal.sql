-- Times are microseconds since 1970-01-01T00:00:00Z. Texts compare byte by byte (BINARY), SQLite's default.
CREATE TABLE persistence_ids (
    persistence_id      TEXT    NOT NULL PRIMARY KEY,
    highest_sequence_nr INTEGER NOT NULL,             -- the compare-and-set that keeps a second writer out
    cleared_to          INTEGER NOT NULL DEFAULT 0    -- events up to here were deleted on purpose
) WITHOUT ROWID;

CREATE TABLE journal (
    ordinal        INTEGER PRIMARY KEY AUTOINCREMENT, -- the order over all histories; never used again
    persistence_id TEXT    NOT NULL,
    sequence_nr    INTEGER NOT NULL,
    time_us        INTEGER NOT NULL,
    event_type     TEXT    NOT NULL,
    event_version  INTEGER NOT NULL,
    payload        TEXT    NOT NULL,
    cause_kind     TEXT    NOT NULL,
    cause_name     TEXT    NOT NULL,
    cause_note     TEXT    NOT NULL,
    writer         TEXT    NOT NULL,
    UNIQUE (persistence_id, sequence_nr)
);

CREATE TABLE snapshots (
    persistence_id TEXT    NOT NULL PRIMARY KEY,      -- the latest one only
    sequence_nr    INTEGER NOT NULL,
    time_us        INTEGER NOT NULL,
    state_type     TEXT    NOT NULL,
    state_version  INTEGER NOT NULL,
    payload        TEXT    NOT NULL
);
