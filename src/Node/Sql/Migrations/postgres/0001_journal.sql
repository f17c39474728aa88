-- Times are microseconds since 1970-01-01T00:00:00Z: to_timestamp(time_us / 1e6). Texts compare byte by byte.
CREATE TABLE persistence_ids (
    persistence_id      text COLLATE "C" NOT NULL PRIMARY KEY,
    highest_sequence_nr bigint NOT NULL,           -- the compare-and-set that keeps a second writer out
    cleared_to          bigint NOT NULL DEFAULT 0  -- events up to here were deleted on purpose
);

CREATE TABLE journal (
    ordinal        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- the order over all histories
    persistence_id text COLLATE "C" NOT NULL,
    sequence_nr    bigint NOT NULL,
    time_us        bigint NOT NULL,
    event_type     text   NOT NULL,
    event_version  bigint NOT NULL,
    payload        text   NOT NULL,
    cause_kind     text   NOT NULL,
    cause_name     text   NOT NULL,
    cause_note     text   NOT NULL,
    writer         text   NOT NULL,
    UNIQUE (persistence_id, sequence_nr)
);

CREATE TABLE snapshots (
    persistence_id text COLLATE "C" NOT NULL PRIMARY KEY, -- the latest one only
    sequence_nr    bigint NOT NULL,
    time_us        bigint NOT NULL,
    state_type     text   NOT NULL,
    state_version  bigint NOT NULL,
    payload        text   NOT NULL
);
