using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>An artefact of this node that another one may read.</summary>
/// <param name="Manifest">What it holds.</param>
/// <param name="Folder">Where its files are.</param>
internal sealed record FoundArtefact(ArtefactManifest Manifest, string Folder);

/// <summary>Finds what another node asks for among what this one knows. Thread-safe.</summary>
/// <param name="index">The artefacts of this node.</param>
/// <param name="sums">What is in them.</param>
/// <param name="shelf">Those that it fetched itself.</param>
internal sealed class ArtefactFinder(IArtefactIndex index, ArtefactSums sums, ArtefactShelf shelf)
{
    /// <summary>The artefact; null if it is not here.</summary>
    /// <param name="id">Of which version.</param>
    /// <param name="stampDigest">The <see cref="Stamps.Digest"/> of its stamp; null: whatever it is.</param>
    /// <param name="sha256">What it must hold; null: whatever it is. One of the two is there.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ModelLoadException">The one with that stamp is no model.</exception>
    internal async Task<FoundArtefact?> FindAsync(ServableId id, string? stampDigest, string? sha256, CancellationToken cancellation)
    {
        if (stampDigest is null && !ArtefactManifest.IsSum(sha256))
            return null;
        var known = index.Find(id);
        foreach (var artefact in known.Where(artefact => Stamps.Digest(artefact.Stamp) == stampDigest))
        {
            if (await ReadAsync(artefact, sha256, cancellation) is { } found)
                return found;
        }

        if (sha256 is null)
            return null;
        if (shelf.Find(sha256) is { } fetched)
            return new FoundArtefact(fetched, shelf.FilesOf(sha256));
        foreach (var artefact in known.Where(artefact => Stamps.Digest(artefact.Stamp) != stampDigest))
        {
            if (await TryReadAsync(artefact, sha256, cancellation) is { } found)
                return found;
        }

        return null;
    }

    private async Task<FoundArtefact?> ReadAsync(Artefact artefact, string? sha256, CancellationToken cancellation)
    {
        var manifest = await sums.ReadAsync(artefact.Path, cancellation);
        return sha256 is null || manifest.Sha256 == sha256 ? new FoundArtefact(manifest, Path.GetDirectoryName(artefact.Path)!) : null;
    }

    private async Task<FoundArtefact?> TryReadAsync(Artefact artefact, string sha256, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(artefact, sha256, cancellation);
        }
        catch (Exception e) when (e is ModelLoadException or IOException)
        {
            return null; // another one of the version, which is broken
        }
    }
}
