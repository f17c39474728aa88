using System.Text.Json;
using ModelCluster.Actors.Journal;
using ModelCluster.Journal.Tests.Actors;
using ModelCluster.Node.Sql;

namespace ModelCluster.Journal.Tests.Adapters;

/// <summary>What journals in databases promise beyond the others.</summary>
public abstract class SqlJournalContract : JournalContract
{
    private protected abstract SqlDatabase Database();

    protected override IJournal Create() => new SqlJournal(Database());

    [Fact]
    public async Task Tables_are_made_once_by_whoever_comes_first()
    {
        var others = Enumerable.Range(0, 6).Select(_ => Open()).ToList();
        await Task.WhenAll(others.Select((journal, i) => Task.Run(() => journal.AppendAsync(Sample.Append($"id-{i}", 1, "x")))));
        (await NumberAsync("SELECT count(*) FROM schema_version")).ShouldBe(Migrator.Steps(Folder).Count);
    }

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "one"));
        await using var database = Database();
        await Migrator.MigrateAsync(database);
        await Migrator.MigrateAsync(database);
        (await Journal.ReadAsync("a", 1, 10)).Count.ShouldBe(1);
        (await NumberAsync("SELECT max(version) FROM schema_version")).ShouldBe(Migrator.Steps(Folder)[^1].Version);
    }

    [Fact]
    public async Task A_newer_schema_is_refused_with_what_to_do()
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "one"));
        await ExecuteAsync("INSERT INTO schema_version (version, name, applied_us) VALUES (99, 'future', 0)");
        var newer = await Should.ThrowAsync<JournalSchemaException>(() => Open().ReadHeadAsync("a"));
        newer.Message.ShouldContain("version 99");
        newer.Message.ShouldContain("Start that release");
        await Should.ThrowAsync<JournalSchemaException>(() => Open().AppendAsync(Sample.Append("a", 2, "two")));
    }

    [Fact]
    public async Task A_migration_that_fails_changes_nothing()
    {
        await using var database = Database();
        var steps = Migrator.Steps(Folder);
        MigrationStep[] broken =
        [
            .. steps, new(steps.Count + 1, "0900_good", "CREATE TABLE good (x bigint)"), new(steps.Count + 2, "0901_bad", "CREATE TABLE good (x bigint)"),
        ];
        (await Should.ThrowAsync<JournalSchemaException>(() => Migrator.MigrateAsync(database, broken))).Message.ShouldContain("0901_bad");
        await Journal.AppendAsync(Sample.Append("a", 1, "one"));
        (await NumberAsync("SELECT max(version) FROM schema_version")).ShouldBe(steps[^1].Version);
        await ExecuteAsync("CREATE TABLE good (x bigint)");
    }

    [Fact]
    public async Task An_older_schema_is_brought_up_to_date_with_its_data()
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "one"));
        await using var database = Database();
        var steps = Migrator.Steps(Folder);
        await Migrator.MigrateAsync(database, [.. steps, new(steps.Count + 1, "0002_more", "ALTER TABLE journal ADD COLUMN extra bigint NOT NULL DEFAULT 7")]);
        (await NumberAsync("SELECT extra FROM journal WHERE persistence_id = 'a'")).ShouldBe(7);
    }

    [Fact]
    public async Task The_database_itself_refuses_a_sequence_number_twice()
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "one"));
        await ExecuteAsync("UPDATE persistence_ids SET highest_sequence_nr = 0");
        await Should.ThrowAsync<JournalUnavailableException>(() => Journal.AppendAsync(Sample.Append("a", 1, "again")));
        (await Journal.ReadAsync("a", 1, 10)).Single().Event.ShouldBe(Sample.Event("one"));
    }

    [Fact]
    public async Task An_append_that_the_database_refuses_takes_no_other_with_it()
    {
        await Journal.AppendAsync(Sample.Append("bad", 1, "one"));
        await ExecuteAsync("UPDATE persistence_ids SET highest_sequence_nr = 0");
        var good = Enumerable.Range(0, 10).Select(i => Journal.AppendAsync(Sample.Append($"good-{i}", 1, "x"))).ToList();
        var bad = Journal.AppendAsync(Sample.Append("bad", 1, "again"));
        good.AddRange(Enumerable.Range(10, 10).Select(i => Journal.AppendAsync(Sample.Append($"good-{i}", 1, "x"))));
        await Should.ThrowAsync<JournalUnavailableException>(() => bad);
        await Task.WhenAll(good);
    }

    [Theory]
    [InlineData("payload", "{ not json", "cannot be read")]
    [InlineData("event_type", "nonsense", "of type 'nonsense' version 1, which this release does not know")]
    [InlineData("cause_kind", "martian", "unknown kind 'martian'")]
    [InlineData("writer", "nobody", "the writer 'nobody'")]
    public async Task A_damaged_row_is_named(string column, string value, string problem)
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "one", "two", "three"));
        await ExecuteAsync($"UPDATE journal SET {column} = '{value}' WHERE sequence_nr = 2");
        var codec = new EventCodec<string>().Writes("said", 1, static () => WordsJson.Default.String);
        var corrupt = await Should.ThrowAsync<CorruptRecordException>(async () =>
        {
            foreach (var record in await Journal.ReadAsync("a", 1, 10)) codec.Decode(record);
        });
        (corrupt.PersistenceId, corrupt.SequenceNr).ShouldBe(("a", 2));
        corrupt.Message.ShouldContain("record 2 of 'a'");
        corrupt.Message.ShouldContain(problem);
        if (column == "payload") corrupt.InnerException.ShouldBeOfType<JsonException>();
    }

    private string Folder
    {
        get
        {
            var database = Database();
            return database.MigrationsFolder;
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var database = Database();
        await using var connection = await database.OpenAsync(forWriting: true);
        await connection.ExecuteAsync(sql);
    }

    private async Task<long?> NumberAsync(string sql)
    {
        await using var database = Database();
        await using var connection = await database.OpenAsync(forWriting: true);
        return await connection.ReadNumberAsync(sql);
    }
}
