using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using ModelCluster.Actors.Cluster;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Contracts.Coordination;

namespace ModelCluster.Cluster.Tests.Leading;

public sealed class OrderedWriterTests : IAsyncDisposable
{
    private readonly InMemoryCoordinationStore _store = new();
    private readonly CancellationTokenSource _stop = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Of_two_writes_of_a_key_that_both_wait_the_later_counts()
    {
        var writer = Writer();
        writer.Write("a", "1"u8.ToArray());
        writer.Write("b", "2"u8.ToArray());
        writer.Write("a", "3"u8.ToArray());
        _ = writer.RunAsync(_stop.Token);
        var revision = await writer.WhenWrittenAsync(TestContext.Current.CancellationToken);

        var all = await _store.ReadAsync("", TestContext.Current.CancellationToken);
        all.Revision.ShouldBe(revision);
        all.Entries.Select(entry => $"{entry.Key}={Encoding.UTF8.GetString(entry.Value.Span)}").ShouldBe(["a=3", "b=2"]);
    }

    [Fact]
    public async Task What_is_written_after_a_prefix_was_deleted_stays()
    {
        var writer = Writer();
        _ = writer.RunAsync(_stop.Token);
        writer.Write("m/1", "x"u8.ToArray());
        writer.RemoveAll("m/");
        writer.Write("m/2", "y"u8.ToArray());
        await writer.WhenWrittenAsync(TestContext.Current.CancellationToken);

        (await _store.ReadAsync("m/", TestContext.Current.CancellationToken)).Entries.Select(entry => entry.Key).ShouldBe(["m/2"]);
    }

    [Fact]
    public async Task A_leader_whose_office_another_has_taken_writes_nothing_any_more()
    {
        var term = (await _store.CommitAsync(Transaction.Put(ClusterKeys.Leader, "n1"u8.ToArray()), TestContext.Current.CancellationToken)).Revision;
        var writer = Writer(new Condition.SameSince(ClusterKeys.Leader, term));
        await _store.CommitAsync(Transaction.Delete(ClusterKeys.Leader), TestContext.Current.CancellationToken);
        await _store.CommitAsync(Transaction.Put(ClusterKeys.Leader, "n2"u8.ToArray()), TestContext.Current.CancellationToken);

        writer.Write("models/iris", "stale"u8.ToArray());
        (await writer.RunAsync(_stop.Token)).ShouldBeFalse();
        (await _store.ReadAsync("models/", TestContext.Current.CancellationToken)).Entries.ShouldBeEmpty();
    }

    private OrderedWriter Writer(params Condition[] fence) =>
        new(_store, fence, 0, TimeProvider.System, new ClusterLog(NullLogger<ClusterLog>.Instance));
}
