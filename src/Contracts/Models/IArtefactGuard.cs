using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Contracts.Models;

/// <summary>Finds out whether a model file is safe to load, before anything in this process touches it. Thread-safe.</summary>
public interface IArtefactGuard
{
    /// <summary>Completes when the file may be loaded; at once for one that is known. Takes no thread while it waits.</summary>
    /// <param name="id">For messages.</param>
    /// <param name="artefact">The file.</param>
    /// <param name="wanted">How it is to be loaded, and the samples it is to run.</param>
    /// <param name="cancellation">The version is not wanted any more.</param>
    /// <exception cref="ModelLoadException">It must not be loaded; the message says why.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="Exception">It could not be found out; trying again may help.</exception>
    Task CheckAsync(ServableId id, Artefact artefact, AspiredModel wanted, CancellationToken cancellation);
}
