using Microsoft.Extensions.Logging.Abstractions;
using ModelCluster.Actors.Cluster;
using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Cluster.Tests.Leading;

public sealed class SpecShelfTests : IAsyncLifetime
{
    private static readonly ModelName Model = ModelName.Parse("iris");
    private static readonly AspiredModel Wanted = new(Model, ModelOptions.Default, [], [], null);

    private readonly InMemoryCoordinationStore _store = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly OrderedWriter _writer;
    private ClusterView _view = ClusterView.Unknown;

    public SpecShelfTests() => _writer = new OrderedWriter(_store, [], 0, TimeProvider.System, new ClusterLog(NullLogger<ClusterLog>.Instance));

    private SpecShelf Shelf => field ??= new SpecShelf(_writer, () => _view);

    public ValueTask InitializeAsync()
    {
        _ = _writer.RunAsync(_stop.Token);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Settings_are_there_from_the_first_holder_to_the_last()
    {
        var digest = Shelf.Hold(Model, Wanted);
        Shelf.Hold(Model, Wanted).ShouldBe(digest);
        Shelf.Release(Model, digest);
        (await StoredAsync()).ShouldBe([ClusterKeys.Spec(Model, digest)]);

        Shelf.Release(Model, digest);
        (await StoredAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Settings_that_are_wanted_again_while_they_are_being_deleted_are_written_again()
    {
        var digest = Shelf.Hold(Model, Wanted);
        await StoredAsync();
        _view = _view with { Specs = _view.Specs.Add(new SpecKey(Model, digest), SpecRecord.Of(Wanted.Options, [])) };
        Shelf.Release(Model, digest);
        await StoredAsync(); // deleted, although the view still has them

        Shelf.Hold(Model, Wanted);
        (await StoredAsync()).ShouldBe([ClusterKeys.Spec(Model, digest)]);
    }

    [Fact]
    public async Task Settings_that_an_earlier_leader_wrote_are_not_written_again()
    {
        var digest = SpecDigest.Of(SpecRecord.Of(Wanted.Options, []));
        _view = _view with { Specs = _view.Specs.Add(new SpecKey(Model, digest), SpecRecord.Of(Wanted.Options, [])) };

        Shelf.Hold(Model, Wanted).ShouldBe(digest);
        (await StoredAsync()).ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<string>> StoredAsync()
    {
        await _writer.WhenWrittenAsync(TestContext.Current.CancellationToken);
        return [.. (await _store.ReadAsync("", TestContext.Current.CancellationToken)).Entries.Select(entry => entry.Key)];
    }
}
