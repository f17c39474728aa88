using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository;

/// <summary>
/// Several sources as one: tells the union of what they hold. When two hold a model of one name, the first of them wins, and
/// the model carries a problem that names both.
/// </summary>
/// <remarks>
/// Thread-safe. The first set is told when every source has told its own, or, if at least one has, after the patience: so a
/// node does not take a part of its models for all, and one source that hangs does not hold up the others for long. When one
/// source's watch fails, all end with its exception.
/// </remarks>
public sealed class CompositeModelSource : IModelSource
{
    private readonly Lock _lock = new();
    private readonly MergedModels _merged;
    private readonly IReadOnlyList<ModelSourcePart> _parts;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private TaskCompletionSource _firstTold = NewSignal();
    private bool _isPatienceOver;

    /// <summary>Watches nothing before it is watched itself.</summary>
    /// <param name="parts">The sources, the most important first.</param>
    /// <param name="patience">How long a source that has told nothing yet holds up the first set.</param>
    /// <param name="time">The clock.</param>
    public CompositeModelSource(IEnumerable<ModelSourcePart> parts, TimeSpan patience, TimeProvider time)
    {
        _parts = [.. parts];
        _patience = patience;
        _time = time;
        _merged = new MergedModels([.. _parts.Select(part => part.Name)]);
    }

    /// <inheritdoc/>
    public async Task WatchAsync(Action<IReadOnlyDictionary<ModelName, AspiredModel>> onChange, CancellationToken cancellation)
    {
        lock (_lock)
        {
            _merged.Clear();
            _isPatienceOver = false;
            _firstTold = _firstTold.Task.IsCompleted ? NewSignal() : _firstTold;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var patience = _time.CreateTimer(_ => LosePatience(onChange), state: null, _patience, Timeout.InfiniteTimeSpan);
        var watches = _parts.Select((part, index) => WatchPartAsync(part.Source, models => Take(index, models, onChange), stop)).ToList();
        await Task.WhenAll(watches);
    }

    /// <summary>Refreshes every source at the same time.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(_parts.Select(part => part.Source.RefreshAsync(cancellation)));
        Task firstTold;
        lock (_lock) firstTold = _firstTold.Task;
        await firstTold.WaitAsync(cancellation);
    }

    /// <summary>One source that fails takes the others with it, rather than leave a node with models that nobody watches.</summary>
    private static async Task WatchPartAsync(
        IModelSource source, Action<IReadOnlyDictionary<ModelName, AspiredModel>> onChange, CancellationTokenSource stop)
    {
        try
        {
            await source.WatchAsync(onChange, stop.Token);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private void Take(int part, IReadOnlyDictionary<ModelName, AspiredModel> models, Action<IReadOnlyDictionary<ModelName, AspiredModel>> onChange)
    {
        lock (_lock)
        {
            _merged.Set(part, models);
            Tell(onChange);
        }
    }

    private void LosePatience(Action<IReadOnlyDictionary<ModelName, AspiredModel>> onChange)
    {
        lock (_lock)
        {
            if (_firstTold.Task.IsCompleted)
                return;
            _isPatienceOver = true;
            Tell(onChange);
        }
    }

    /// <summary>Called with the lock held, so that the callback is never called twice at once.</summary>
    private void Tell(Action<IReadOnlyDictionary<ModelName, AspiredModel>> onChange)
    {
        if (!_merged.IsComplete && (!_isPatienceOver || !_merged.HasBegun))
            return;
        onChange(_merged.Merge());
        _firstTold.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
