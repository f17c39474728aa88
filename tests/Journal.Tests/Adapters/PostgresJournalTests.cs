using ModelCluster.Actors.Journal;
using ModelCluster.Node.Sql;
using ModelCluster.Node.Sql.Postgres;

namespace ModelCluster.Journal.Tests.Adapters;

[Collection("PostgreSQL")]
public sealed class PostgresJournalTests(PostgresServer server) : SqlJournalContract, IClassFixture<PostgresServer>
{
    private string _connection = "";

    private protected override SqlDatabase Database() => new PostgresDatabase(_connection);

    protected override async Task PrepareAsync() => _connection = await server.CreateDatabaseAsync();

    protected override Task CleanUpAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_database_that_goes_away_refuses_changes_and_goes_on_when_it_is_back()
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "one"));
        await server.StopAsync();
        var refused = await Should.ThrowAsync<JournalUnavailableException>(() => Journal.AppendAsync(Sample.Append("a", 2, "two")));
        refused.MayHaveBeenWritten.ShouldBeFalse();
        refused.Message.ShouldContain("cannot be reached");
        await Should.ThrowAsync<JournalUnavailableException>(() => Journal.ReadAsync("a", 1, 10));
        await server.StartAsync();
        await Journal.AppendAsync(Sample.Append("a", 2, "two"));
        (await Journal.ReadAsync("a", 1, 10)).Select(record => record.Event).ShouldBe([Sample.Event("one"), Sample.Event("two")]);
    }

    [Fact]
    public async Task A_restart_between_two_calls_goes_unnoticed()
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "one"));
        (await Journal.ReadAsync("a", 1, 10)).Count.ShouldBe(1);
        await server.StopAsync();
        await server.StartAsync();
        await Journal.AppendAsync(Sample.Append("a", 2, "two"));
        (await Journal.ReadAsync("a", 1, 10)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_named_without_the_password()
    {
        await using var journal = new SqlJournal(new PostgresDatabase(server.Connection("missing") + ";Password=secret"));
        var refused = await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync(Sample.Append("a", 1, "one")));
        refused.Message.ShouldContain("'missing'");
        refused.Message.ShouldContain("create it");
        refused.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_read_only_database_refuses_changes()
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "one"));
        await using var journal = new SqlJournal(new PostgresDatabase(_connection + ";Options=-c default_transaction_read_only=on"));
        var refused = await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync(Sample.Append("a", 2, "two")));
        refused.Message.ShouldContain("is read-only");
    }
}
