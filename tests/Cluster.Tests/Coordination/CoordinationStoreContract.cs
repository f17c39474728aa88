using System.Text;
using ModelCluster.Contracts.Coordination;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.Coordination;

/// <summary>What every coordination store holds; each adapter runs all of it.</summary>
public abstract class CoordinationStoreContract : IAsyncLifetime
{
    private protected ICoordinationStore Store { get; private set; } = null!;

    private protected CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Store = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<ICoordinationStore> CreateAsync();

    [Fact]
    public async Task Reads_back_what_was_written_in_the_order_of_keys()
    {
        await PutAsync("b/2", "two");
        await PutAsync("b/1", "one");
        await PutAsync("c", "other");
        var view = await Store.ReadAsync("b/", Cancelled);
        view.Entries.Select(entry => (entry.Key, TextOf(entry))).ShouldBe([("b/1", "one"), ("b/2", "two")]);
        view.Entries[0].ModRevision.ShouldBeGreaterThan(view.Entries[1].ModRevision);
        view.Revision.ShouldBeGreaterThanOrEqualTo(view.Entries[0].ModRevision);
    }

    [Fact]
    public async Task A_prefix_that_nothing_has_gives_nothing() => (await Store.ReadAsync("nothing/", Cancelled)).Entries.ShouldBeEmpty();

    [Fact]
    public async Task An_entry_keeps_its_create_revision_until_it_is_deleted()
    {
        var first = (await PutAsync("k", "1")).Revision;
        var second = (await PutAsync("k", "2")).Revision;
        var entry = (await Store.ReadAsync("k", Cancelled)).Entries.Single();
        (entry.CreateRevision, entry.ModRevision).ShouldBe((first, second));
        await Store.CommitAsync(Transaction.Delete("k"), Cancelled);
        var third = (await PutAsync("k", "3")).Revision;
        (await Store.ReadAsync("k", Cancelled)).Entries.Single().CreateRevision.ShouldBe(third);
    }

    [Fact]
    public async Task A_transaction_is_done_whole_or_not_at_all()
    {
        await PutAsync("leader", "n1");
        var refused = await Store.CommitAsync(
            new Transaction([new Condition.Absent("leader")], [new Change.Write("leader", Bytes("n2")), new Change.Write("more", Bytes("x"))]), Cancelled);
        refused.IsDone.ShouldBeFalse();
        (await Store.ReadAsync("", Cancelled)).Entries.Select(entry => entry.Key).ShouldBe(["leader"]);
        var done = await Store.CommitAsync(
            new Transaction([new Condition.Absent("other")], [new Change.Write("a", Bytes("1")), new Change.Remove("leader")]), Cancelled);
        done.IsDone.ShouldBeTrue();
        var view = await Store.ReadAsync("", Cancelled);
        view.Entries.Select(entry => entry.Key).ShouldBe(["a"]);
        view.Entries[0].ModRevision.ShouldBe(done.Revision);
    }

    [Fact]
    public async Task A_change_is_refused_when_another_came_first()
    {
        var seen = (await PutAsync("k", "1")).Revision;
        await PutAsync("k", "2");
        (await Store.CommitAsync(new Transaction([new Condition.Unchanged("k", seen)], [new Change.Write("k", Bytes("3"))]), Cancelled)).IsDone.ShouldBeFalse();
        TextOf((await Store.ReadAsync("k", Cancelled)).Entries.Single()).ShouldBe("2");
    }

    [Fact]
    public async Task A_create_revision_fences_what_an_earlier_owner_would_still_write()
    {
        var first = (await PutAsync("leader", "n1")).Revision;
        await Store.CommitAsync(Transaction.Delete("leader"), Cancelled);
        var second = (await PutAsync("leader", "n2")).Revision;
        (await WriteAsLeaderAsync(first)).IsDone.ShouldBeFalse();
        (await WriteAsLeaderAsync(second)).IsDone.ShouldBeTrue();

        Task<TransactionResult> WriteAsLeaderAsync(long token) =>
            Store.CommitAsync(new Transaction([new Condition.SameSince("leader", token)], [new Change.Write("placement", Bytes("x"))]), Cancelled);
    }

    [Fact]
    public async Task Deletes_all_under_a_prefix_and_nothing_beside_it()
    {
        foreach (var key in new[] { "m/a", "m/b", "n", "m" })
            await PutAsync(key, "x");
        await Store.CommitAsync(new Transaction([], [new Change.RemoveAll("m/")]), Cancelled);
        (await Store.ReadAsync("", Cancelled)).Entries.Select(entry => entry.Key).ShouldBe(["m", "n"]);
    }

    [Fact]
    public async Task Of_many_who_want_to_be_first_exactly_one_is()
    {
        const int Many = 20;
        var results = await Task.WhenAll(Enumerable.Range(0, Many).Select(i => Store.CommitAsync(
            new Transaction([new Condition.Absent("leader")], [new Change.Write("leader", Bytes($"n{i}"))]), Cancelled)));
        results.Count(result => result.IsDone).ShouldBe(1);
    }

    [Fact]
    public async Task A_watch_tells_every_change_in_order_from_where_it_was_asked_to()
    {
        var start = (await Store.ReadAsync("w/", Cancelled)).Revision;
        await PutAsync("w/a", "1");
        await PutAsync("elsewhere", "1");
        await Store.CommitAsync(new Transaction([], [new Change.Write("w/b", Bytes("2")), new Change.Remove("w/a")]), Cancelled);
        var told = await TakeAsync("w/", start, 2);
        told[0].Written.Single().Key.ShouldBe("w/a");
        told[1].Written.Select(entry => (entry.Key, TextOf(entry))).ShouldBe([("w/b", "2")]);
        told[1].Deleted.ShouldBe(["w/a"]);
        (await TakeAsync("w/", told[0].Revision, 1)).Single().Revision.ShouldBe(told[1].Revision);
    }

    [Fact]
    public async Task A_watch_is_told_of_what_happens_after_it_began()
    {
        var start = (await Store.ReadAsync("w/", Cancelled)).Revision;
        var watching = TakeAsync("w/", start, 3);
        for (var i = 0; i < 3; i++)
            await PutAsync($"w/{i}", "x");
        (await watching).Select(changes => changes.Written.Single().Key).ShouldBe(["w/0", "w/1", "w/2"]);
    }

    [Fact]
    public async Task Many_entries_are_read_as_of_one_revision()
    {
        const int Many = 2_500;
        const int Together = 100;
        for (var i = 0; i < Many; i += Together)
            await Store.CommitAsync(new Transaction([], [.. Enumerable.Range(i, Together).Select(n => new Change.Write($"many/{n:D5}", Bytes("x")))]), Cancelled);
        var view = await Store.ReadAsync("many/", Cancelled);
        view.Entries.Count.ShouldBe(Many);
        view.Entries.Select(entry => entry.Key).ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Keys_go_with_their_lease_and_watchers_are_told()
    {
        var lease = await Store.GrantLeaseAsync(TimeSpan.FromSeconds(30), Cancelled);
        await Store.CommitAsync(Transaction.Put("members/n1", Bytes("here"), lease.Id), Cancelled);
        var view = await Store.ReadAsync("members/", Cancelled);
        view.Entries.Single().LeaseId.ShouldBe(lease.Id);
        lease.Ended.IsCancellationRequested.ShouldBeFalse();
        await lease.DisposeAsync();
        lease.Ended.IsCancellationRequested.ShouldBeTrue();
        (await TakeAsync("members/", view.Revision, 1)).Single().Deleted.ShouldBe(["members/n1"]);
        (await Store.ReadAsync("members/", Cancelled)).Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_cannot_be_written_with_a_lease_that_has_ended()
    {
        var lease = await Store.GrantLeaseAsync(TimeSpan.FromSeconds(30), Cancelled);
        await lease.DisposeAsync();
        await Should.ThrowAsync<CoordinationException>(() => Store.CommitAsync(Transaction.Put("k", Bytes("x"), lease.Id), Cancelled));
    }

    private protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private protected static string TextOf(CoordinationEntry entry) => Encoding.UTF8.GetString(entry.Value.Span);

    private protected Task<TransactionResult> PutAsync(string key, string value) => Store.CommitAsync(Transaction.Put(key, Bytes(value)), Cancelled);

    private protected async Task<List<CoordinationChanges>> TakeAsync(string prefix, long after, int count)
    {
        var told = new List<CoordinationChanges>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(RealTimeGuard.Limit);
        await foreach (var changes in Store.WatchAsync(prefix, after, limit.Token))
        {
            told.Add(changes);
            if (told.Count == count)
                break;
        }

        return told;
    }
}
