using ModelCluster.Actors.Cluster;
using ModelCluster.Contracts.Coordination;

namespace ModelCluster.Cluster.Tests.Coordination;

public sealed class InMemoryCoordinationStoreTests : CoordinationStoreContract
{
    private const int ChangesKept = 100;

    private protected override Task<ICoordinationStore> CreateAsync() => Task.FromResult<ICoordinationStore>(new InMemoryCoordinationStore(ChangesKept));

    [Fact]
    public async Task A_watch_from_too_long_ago_is_told_to_read_again()
    {
        for (var i = 0; i < ChangesKept + 10; i++)
            await PutAsync("k", $"{i}");
        await Should.ThrowAsync<CompactedException>(() => TakeAsync("k", 1, 1));
    }

    [Fact]
    public async Task A_lease_that_expires_takes_its_keys_away_and_tells_its_owner()
    {
        var store = (InMemoryCoordinationStore)Store;
        var lease = await Store.GrantLeaseAsync(TimeSpan.FromSeconds(2), Cancelled);
        await Store.CommitAsync(Transaction.Put("k", Bytes("x"), lease.Id), Cancelled);
        await store.ExpireAsync(lease);
        lease.Ended.IsCancellationRequested.ShouldBeTrue();
        (await Store.ReadAsync("", Cancelled)).Entries.ShouldBeEmpty();
    }
}
