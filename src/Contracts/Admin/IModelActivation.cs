using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Admin;

/// <summary>Has models loaded that wait for their first request, for callers that must know a model before they can ask it. Thread-safe.</summary>
public interface IModelActivation
{
    /// <summary>Waits, within the model's own deadline, until a version that will do is available, if the model is a lazy one.</summary>
    /// <returns>False: the model is unknown, is not lazy, or did not become available; the catalog says why.</returns>
    Task<bool> ActivateAsync(ModelName model, VersionSelector version, CancellationToken cancellation);
}
