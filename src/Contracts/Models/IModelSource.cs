using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Models;

/// <summary>Where models come from.</summary>
public interface IModelSource
{
    /// <summary>
    /// Reads the whole repository and calls back with the full wanted set; again at every change, until cancelled.
    /// A failed read keeps the last set. The callback is never called twice at once. A model that did not change is the same
    /// object as before.
    /// </summary>
    Task WatchAsync(Action<IReadOnlyDictionary<ModelName, AspiredModel>> onChange, CancellationToken cancellation);

    /// <summary>
    /// Looks at once, and completes when what is there now was told to the watcher. Waits for <see cref="WatchAsync"/> to be
    /// running. Thread-safe. A source that tells of every change by itself has nothing to do.
    /// </summary>
    Task RefreshAsync(CancellationToken cancellation) => Task.CompletedTask;
}
