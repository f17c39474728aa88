using ModelCluster.Actors.Journal;
using ModelCluster.Node.Sql;
using ModelCluster.Node.Sql.Sqlite;

namespace ModelCluster.Journal.Tests.Adapters;

public sealed class SqliteJournalTests : SqlJournalContract
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelcluster-journal-");

    private string FilePath => Path.Combine(_folder.FullName, "data", "journal.db");

    private protected override SqlDatabase Database() => new SqliteDatabase(FilePath);

    protected override Task PrepareAsync() => Task.CompletedTask;

    protected override Task CleanUpAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_file_and_its_folder_are_made_by_the_first_use_and_not_before()
    {
        Directory.Exists(Path.GetDirectoryName(FilePath)).ShouldBeFalse();
        (await Journal.ReadIdsAsync("", 10)).ShouldBeEmpty();
        File.Exists(FilePath).ShouldBeTrue();
    }

    [Fact]
    public async Task Commits_reach_the_disk_before_they_are_acknowledged()
    {
        await using var database = Database();
        await using var connection = await database.OpenAsync(forWriting: true);
        (await connection.ReadNumberAsync("PRAGMA synchronous")).ShouldBe(2);
        await using var command = connection.Command("PRAGMA journal_mode");
        (await command.ExecuteScalarAsync()).ShouldBe("wal");
    }

    [Fact]
    public async Task A_full_disk_refuses_the_change_and_loses_nothing()
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "one"));
        await using var full = new SqlJournal(new SqliteDatabase(FilePath, "PRAGMA max_page_count = 20;"));
        var refused = await Should.ThrowAsync<JournalUnavailableException>(() => full.AppendAsync(Sample.Append("a", 2, new string('x', 1_000_000))));
        refused.MayHaveBeenWritten.ShouldBeFalse();
        refused.Message.ShouldContain("is full: free space");
        refused.Message.ShouldContain(FilePath);
        await full.AppendAsync(Sample.Append("a", 2, "small"));
        (await Journal.ReadAsync("a", 1, 10)).Select(record => record.Event).ShouldBe([Sample.Event("one"), Sample.Event("small")]);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_can_be_replaced()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        await File.WriteAllTextAsync(FilePath, "this is a text file, and a long one, so that it has a header that is none");
        (await Should.ThrowAsync<JournalUnavailableException>(() => Journal.AppendAsync(Sample.Append("a", 1, "one")))).Message.ShouldContain("no SQLite database");
        (await Should.ThrowAsync<JournalUnavailableException>(() => Journal.ReadHeadAsync("a"))).Message.ShouldContain(FilePath);
        File.Delete(FilePath);
        await Journal.AppendAsync(Sample.Append("a", 1, "one"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "data"), "a file where the folder should be");
        (await Should.ThrowAsync<JournalUnavailableException>(() => Journal.AppendAsync(Sample.Append("a", 1, "one")))).Message.ShouldContain("Repository:DataFolder");
    }

    [Fact]
    public async Task A_read_only_database_refuses_changes_and_still_reads()
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "one"));
        await using var readOnly = new SqlJournal(new SqliteDatabase(FilePath, "PRAGMA query_only = ON;"));
        var refused = await Should.ThrowAsync<JournalUnavailableException>(() => readOnly.AppendAsync(Sample.Append("a", 2, "two")));
        refused.Message.ShouldContain("cannot be written");
        (await Journal.ReadAsync("a", 1, 10)).Count.ShouldBe(1);
    }
}
