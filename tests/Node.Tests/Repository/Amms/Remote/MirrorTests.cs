using Microsoft.Extensions.Logging.Abstractions;
using ModelCluster.Contracts.Ids;
using ModelCluster.Node.Repository.Amms;
using ModelCluster.Node.Repository.Amms.Remote;
using ModelCluster.TestKit;

namespace ModelCluster.Node.Tests.Repository.Amms.Remote;

public sealed class MirrorTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly ServablesEntry Entry = new(ModelName.Parse("text"), new VersionRange(1, null, null), LoadType.Http, "http://far", "tensor");

    [Fact]
    public async Task A_place_that_is_away_is_asked_ever_more_rarely_and_at_once_on_demand()
    {
        using var folder = new TempFolder();
        var time = new VirtualTime();
        using var store = new FailingStore();
        await using var mirror = new Mirror(
            "http://far", store, new MirrorFolder(folder.Root, store, 1, NullLogger.Instance), [Entry], Interval, time, () => { }, NullLogger.Instance);
        foreach (var seconds in new[] { 10, 20, 40, 80, 160, 300, 300 })
        {
            await time.WaitForTimersAsync(1);
            var asked = store.Asked;
            time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            store.Asked.ShouldBe(asked);
            time.Advance(TimeSpan.FromTicks(1));
            await time.WaitForTimersAsync(1);
            store.Asked.ShouldBe(asked + 1);
        }

        mirror.ProblemOf(Entry.Model).ShouldBe("http://far cannot be reached; what was fetched stays served, and it is tried again");
        store.IsBack = true;
        await mirror.RefreshAsync(CancellationToken.None).OrFailAsync("the refresh");
        mirror.ProblemOf(Entry.Model).ShouldBeNull();
    }

    private sealed class FailingStore : IArtefactStore
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public bool IsBack { get; set; }

        public Task<IReadOnlyList<RemoteFile>> ListAsync(IReadOnlyCollection<ModelName> models, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _asked);
            return IsBack ? Task.FromResult<IReadOnlyList<RemoteFile>>([]) : throw new ArtefactStoreException("http://far cannot be reached");
        }

        public Task<RemoteContent?> OpenAsync(RemoteFile file, string? knownStamp, CancellationToken cancellation) => throw new InvalidOperationException();

        public void Dispose()
        {
            // nothing is held
        }
    }
}
