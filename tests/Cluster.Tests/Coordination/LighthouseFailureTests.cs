using System.Text;
using ModelCluster.Contracts.Coordination;
using ModelCluster.Node.Lighthouse;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.Coordination;

/// <summary>What becomes of a store when members of its lighthouse fail.</summary>
public sealed class LighthouseFailureTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_death_of_one_of_three_members_goes_unnoticed_but_for_a_moment(int dead)
    {
        await using var etcd = await EtcdProcess.StartAsync(members: 3);
        await using var store = Open(etcd);
        var start = (await store.CommitAsync(Transaction.Put("k", "1"u8.ToArray()), Cancelled)).Revision;
        var lease = await store.GrantLeaseAsync(TimeSpan.FromSeconds(10), Cancelled);
        await store.CommitAsync(Transaction.Put("held", "x"u8.ToArray(), lease.Id), Cancelled);
        var watching = CollectAsync(store, start, until: "last");
        etcd.Kill(dead);
        for (var i = 0; i < 20; i++)
            await WriteAsync(store, "k", $"{i}");
        await WriteAsync(store, "k", "last");
        (await watching.OrFailAsync("the last change")).ShouldBeInOrder();
        (await store.ReadAsync("held", Cancelled)).Entries.Count.ShouldBe(1);
        lease.Ended.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task A_member_that_hangs_is_left_for_another()
    {
        await using var etcd = await EtcdProcess.StartAsync(members: 3);
        await using var store = Open(etcd);
        await WriteAsync(store, "k", "before");
        etcd.Freeze(0); // the one that is asked first
        await WriteAsync(store, "k", "after");
        Encoding.UTF8.GetString((await store.ReadAsync("k", Cancelled)).Entries.Single().Value.Span).ShouldBe("after");
        etcd.Thaw(0);
    }

    [Fact]
    public async Task When_the_whole_lighthouse_is_back_a_watch_goes_on_without_a_gap()
    {
        await using var etcd = await EtcdProcess.StartAsync();
        await using var store = Open(etcd);
        var start = (await store.CommitAsync(Transaction.Put("k", "0"u8.ToArray()), Cancelled)).Revision;
        var watching = CollectAsync(store, start, until: "last");
        await WriteAsync(store, "k", "1");
        etcd.Kill(0);
        await Should.ThrowAsync<CoordinationException>(() => store.ReadAsync("k", Cancelled));
        await etcd.RestartAsync(0);
        await WriteAsync(store, "k", "last");
        (await watching.OrFailAsync("the last change")).Count.ShouldBe(2);
    }

    private static EtcdCoordinationStore Open(EtcdProcess etcd) => new(
        new LighthouseOptions { Endpoints = etcd.Endpoints, Prefix = "/modelcluster/test/", CallTimeout = TimeSpan.FromSeconds(1) }, TimeProvider.System);

    /// <summary>Writes until a member says that it is done.</summary>
    private static async Task WriteAsync(EtcdCoordinationStore store, string key, string value)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(RealTimeGuard.Limit);
        while (!await TryWriteAsync(store, key, value))
            await timer.WaitForNextTickAsync(limit.Token);
    }

    private static async Task<bool> TryWriteAsync(EtcdCoordinationStore store, string key, string value)
    {
        try
        {
            return (await store.CommitAsync(Transaction.Put(key, Encoding.UTF8.GetBytes(value)), Cancelled)).IsDone;
        }
        catch (CoordinationException)
        {
            return false; // members are voting
        }
    }

    private static async Task<List<long>> CollectAsync(EtcdCoordinationStore store, long after, string until)
    {
        var revisions = new List<long>();
        await foreach (var changes in store.WatchAsync("k", after, Cancelled))
        {
            revisions.Add(changes.Revision);
            if (changes.Written.Any(entry => Encoding.UTF8.GetString(entry.Value.Span) == until))
                break;
        }

        return revisions;
    }
}
