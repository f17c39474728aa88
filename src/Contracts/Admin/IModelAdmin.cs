using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Admin;

/// <summary>Loads and unloads models on request, whatever the repository's watcher last said. Thread-safe.</summary>
public interface IModelAdmin
{
    /// <summary>
    /// Loads a model, or loads it again, and waits until its wanted versions are available or one has failed.
    /// </summary>
    /// <param name="name">A model of the repository, or, with <paramref name="files"/>, any free or known name.</param>
    /// <param name="configurationJson">Settings to use in place of <c>model.json</c>; null to read that.</param>
    /// <param name="files">Files by relative path, such as <c>1/model.onnx</c>, to use in place of the repository's.</param>
    /// <param name="cause">Who asked; written to the model's history.</param>
    /// <param name="cancellation">Gives up waiting; the load goes on.</param>
    Task<AdminOutcome> LoadAsync(
        ModelName name,
        string? configurationJson,
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files,
        Cause cause,
        CancellationToken cancellation);

    /// <summary>Drains and unloads every version of a model and keeps it unloaded until it is loaded again.</summary>
    Task<AdminOutcome> UnloadAsync(ModelName name, Cause cause, CancellationToken cancellation);
}
