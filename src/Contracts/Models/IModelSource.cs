using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Models;

/// <summary>Where models come from.</summary>
public interface IModelSource
{
    /// <summary>
    /// Reads the whole repository and calls back with the full wanted set; again at every change, until cancelled.
    /// A failed read keeps the last set. The callback is never called twice at once.
    /// </summary>
    Task WatchAsync(Action<IReadOnlyDictionary<ModelName, AspiredModel>> onChange, CancellationToken cancellation);
}
