using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Repository.Amms.Remote;

/// <summary>Where artefacts are fetched from. One call at a time. Every call ends within a bounded time.</summary>
internal interface IArtefactStore : IDisposable
{
    /// <summary>The files there are now, with those of the folders of <paramref name="models"/>.</summary>
    /// <exception cref="ArtefactStoreException">The store cannot be reached, or its answer cannot be read.</exception>
    Task<IReadOnlyList<RemoteFile>> ListAsync(IReadOnlyCollection<ModelName> models, CancellationToken cancellation);

    /// <summary>Fetches a file.</summary>
    /// <param name="file">Which.</param>
    /// <param name="knownStamp">The stamp of the copy that is there already; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The content, which the caller disposes; null when it is still the known one.</returns>
    /// <exception cref="ArtefactStoreException">The file cannot be fetched.</exception>
    Task<RemoteContent?> OpenAsync(RemoteFile file, string? knownStamp, CancellationToken cancellation);
}

/// <summary>A store cannot do what it is asked; the message says why, and is the same for the same trouble.</summary>
internal sealed class ArtefactStoreException(string message, Exception? inner = null) : Exception(message, inner);
