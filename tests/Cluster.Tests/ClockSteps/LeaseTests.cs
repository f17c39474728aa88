using ModelCluster.Cluster.Tests.Coordination;
using ModelCluster.Contracts.Coordination;
using ModelCluster.Node.Lighthouse;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.ClockSteps;

/// <summary>A node whose wall clock is set stays a member: its lease goes by the time that passes.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(30);

    private readonly VirtualTime _time = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(+1)]
    [InlineData(-1)]
    public async Task A_lease_is_renewed_and_lives_on_when_the_wall_clock_is_set(int days)
    {
        await using var etcd = await EtcdProcess.StartAsync();
        await using var store = new EtcdCoordinationStore(new LighthouseOptions { Endpoints = etcd.Endpoints, Prefix = "/modelcluster/test/" }, _time);
        await using var lease = await store.GrantLeaseAsync(TimeToLive, Cancelled);
        await store.CommitAsync(Transaction.Put("members/n1", "x"u8.ToArray(), lease.Id), Cancelled);

        for (var renewal = 0; renewal < 3; renewal++)
        {
            await _time.WaitForTimersAsync(1);
            _time.StepWallClock(TimeSpan.FromDays(days));
            _time.Advance(TimeToLive / 3);
        }

        await _time.WaitForTimersAsync(1); // the next renewal: what has ended sets no timer
        lease.Ended.IsCancellationRequested.ShouldBeFalse();
        (await store.ReadAsync("members/", Cancelled)).Entries.Count.ShouldBe(1);
    }
}
