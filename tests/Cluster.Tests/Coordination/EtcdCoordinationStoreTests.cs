using System.Diagnostics;
using ModelCluster.Contracts.Coordination;
using ModelCluster.Node.Lighthouse;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.Coordination;

/// <summary>One etcd for all tests of the class; each has a prefix of its own.</summary>
public sealed class OneEtcd : IAsyncLifetime
{
    internal EtcdProcess Etcd { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Etcd = await EtcdProcess.StartAsync();

    public ValueTask DisposeAsync() => Etcd?.DisposeAsync() ?? ValueTask.CompletedTask;
}

public sealed class EtcdCoordinationStoreTests(OneEtcd one) : CoordinationStoreContract, IClassFixture<OneEtcd>
{
    private readonly string _prefix = $"/modelcluster/{Guid.NewGuid():N}/";

    private protected override Task<ICoordinationStore> CreateAsync() => Task.FromResult(Open());

    [Fact]
    public async Task Clusters_that_share_a_lighthouse_do_not_see_each_other()
    {
        await using var other = new EtcdCoordinationStore(new LighthouseOptions { Endpoints = one.Etcd.Endpoints, Prefix = "/modelcluster/other/" }, TimeProvider.System);
        await PutAsync("k", "ours");
        (await other.ReadAsync("", Cancelled)).Entries.ShouldNotContain(entry => entry.Key == "k");
    }

    [Fact]
    public async Task A_watch_from_before_a_compaction_is_told_to_read_again()
    {
        var start = (await PutAsync("k", "1")).Revision;
        var last = (await PutAsync("k", "2")).Revision;
        last = (await PutAsync("k", "3")).Revision;
        await Etcdctl.RunAsync(one.Etcd.Endpoints[0], "compact", $"{last}");
        var compacted = await Should.ThrowAsync<CompactedException>(() => TakeAsync("k", start - 1, 1));
        compacted.Revision.ShouldBe(last);
    }

    [Fact]
    public async Task A_lease_is_kept_alive_long_past_its_time_and_ends_when_nobody_renews_it()
    {
        await using var watcher = Open();
        var owner = Open();
        var lease = await owner.GrantLeaseAsync(TimeSpan.FromSeconds(1), Cancelled);
        await owner.CommitAsync(Transaction.Put("members/n1", Bytes("x"), lease.Id), Cancelled);
        var start = await watcher.ReadAsync("members/", Cancelled);
        var watch = Stopwatch.StartNew();
        using (var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100)))
        {
            while (watch.Elapsed < TimeSpan.FromSeconds(3))
                await timer.WaitForNextTickAsync(Cancelled);
        }

        (await watcher.ReadAsync("members/", Cancelled)).Entries.Count.ShouldBe(1);
        await owner.DisposeAsync(); // its connections are gone: nobody renews
        var told = TakeAsync("members/", start.Revision, 1);
        (await told).Single().Deleted.ShouldBe(["members/n1"]);
        await Task.Run(() => lease.Ended.WaitHandle.WaitOne(RealTimeGuard.Limit).ShouldBeTrue(), Cancelled);
    }

    [Fact]
    public async Task A_lighthouse_that_is_not_there_is_named()
    {
        await using var store = new EtcdCoordinationStore(new LighthouseOptions { Endpoints = [new Uri("http://127.0.0.1:1")], Prefix = "/x/" }, TimeProvider.System);
        var failure = await Should.ThrowAsync<CoordinationException>(() => store.ReadAsync("", Cancelled));
        failure.Message.ShouldContain("127.0.0.1:1");
        await Should.ThrowAsync<CoordinationException>(() => store.GrantLeaseAsync(TimeSpan.FromSeconds(2), Cancelled));
    }

    private ICoordinationStore Open() =>
        new EtcdCoordinationStore(new LighthouseOptions { Endpoints = one.Etcd.Endpoints, Prefix = _prefix }, TimeProvider.System);
}
