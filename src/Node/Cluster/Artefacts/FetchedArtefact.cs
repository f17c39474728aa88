using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>An artefact that can be loaded on this node. Dispose it when it is loaded no more: what was fetched may then be removed.</summary>
/// <param name="artefact">To load; its stamp is the one that was asked for.</param>
/// <param name="use">Of the shelf; null for a file in its own place.</param>
internal sealed class FetchedArtefact(Artefact artefact, ShelfUse? use) : IDisposable
{
    /// <summary>To load; its stamp is the one that was asked for.</summary>
    internal Artefact Artefact => artefact;

    /// <summary>True for one that was fetched, now or before.</summary>
    internal bool IsFromShelf => use is not null;

    public void Dispose() => use?.Dispose();
}

/// <summary>How far a transfer has come.</summary>
/// <param name="From">The node that sends.</param>
/// <param name="Bytes">What is here.</param>
/// <param name="Total">What there is.</param>
internal readonly record struct ArtefactProgress(NodeId From, long Bytes, long Total);
