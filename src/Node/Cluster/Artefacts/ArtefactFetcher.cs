using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Diagnostics;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Code;
using ModelCluster.Node.Probe;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>
/// Finds the files of an ordered version: in the place where the order says they are, elsewhere in this node's repository, on the shelf,
/// and else fetches them from a node that has them. What is fetched is checked by its SHA-256. Thread-safe.
/// </summary>
/// <param name="index">What this node has.</param>
/// <param name="sums">What is in it.</param>
/// <param name="shelf">What was fetched before.</param>
/// <param name="links">To the other nodes.</param>
/// <param name="time">Time.</param>
/// <param name="logger">For the operator.</param>
internal sealed partial class ArtefactFetcher(
    IArtefactIndex index, ArtefactSums sums, ArtefactShelf shelf, IPeerLinks links, TimeProvider time, ILogger<ArtefactFetcher> logger)
{
    /// <summary>Where the shelf lets go of what has just come, to make room for another.</summary>
    private const int MaxAttempts = 3;

    private readonly Flights<string, bool> _flights = new();

    /// <summary>The artefact of an order, kept at least until the order is.</summary>
    /// <param name="order">The order.</param>
    /// <param name="nodes">Who may have it, the likeliest first.</param>
    /// <param name="wanted">Cancelled when the replica is not wanted any more.</param>
    /// <exception cref="Exception">As of the other overload.</exception>
    internal async Task<Artefact> FetchAsync(PlacementRecord order, IReadOnlyList<NodeId> nodes, CancellationToken wanted)
    {
        var fetched = await FetchAsync(new ServableId(order.Model, order.Version), order.Artefact, nodes, progress: null, wanted);
        wanted.Register(fetched.Dispose);
        return fetched.Artefact;
    }

    /// <summary>The artefact, to be loaded here.</summary>
    /// <param name="id">Of which version.</param>
    /// <param name="wanted">As the node that found it knows it.</param>
    /// <param name="nodes">Who may have it, the likeliest first; those that are not connected are passed over.</param>
    /// <param name="progress">
    /// Told how far a transfer has come, on any thread; must not block. Of several who wait for the same content only the first is told.
    /// </param>
    /// <param name="cancellation">Gives up; what has come by then is kept for the next try.</param>
    /// <exception cref="ModelLoadException">It is no model, or code, which is not fetched: trying again cannot help.</exception>
    /// <exception cref="ArtefactUnavailableException">No node gave it; the message says why of each.</exception>
    /// <exception cref="ArtefactShelfException">It cannot be kept here.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal async Task<FetchedArtefact> FetchAsync(
        ServableId id, ArtefactRecord wanted, IReadOnlyList<NodeId> nodes, Action<ArtefactProgress>? progress, CancellationToken cancellation)
    {
        if (await FindHereAsync(id, wanted, cancellation) is { } path)
            return new FetchedArtefact(wanted.ToArtefact(id.Version) with { Path = path }, use: null);
        if (CodeModelLoader.Owns(wanted.Path))
            throw new ModelLoadException(
                $"{wanted.Path} of {id} is not on this node with the same content, and is code, which no node takes from another; copy it there, or share the folder between the nodes");
        var use = await TryUseAsync(wanted.Sha256, cancellation) ?? await FetchAsync(new Journey(id, wanted, nodes, progress), cancellation);
        return new FetchedArtefact(wanted.ToArtefact(id.Version) with { Path = use.Model }, use);
    }

    /// <summary>A file of this node in its own place that is the one wanted; null for none.</summary>
    private async Task<string?> FindHereAsync(ServableId id, ArtefactRecord wanted, CancellationToken cancellation)
    {
        if (await Task.Run(() => Stamps.Fits(wanted.Path, wanted.Stamp), cancellation))
            return wanted.Path;
        if (wanted.Sha256 is null)
            return null;
        foreach (var path in index.Find(id).Select(artefact => artefact.Path).Prepend(wanted.Path).Distinct(StringComparer.Ordinal).Where(File.Exists))
        {
            if (CodeModelLoader.Owns(path) == CodeModelLoader.Owns(wanted.Path) && await HoldsAsync(path, wanted.Sha256, cancellation))
                return path;
        }

        return null;
    }

    private async Task<bool> HoldsAsync(string path, string sha256, CancellationToken cancellation)
    {
        try
        {
            return (await sums.ReadAsync(path, cancellation)).Sha256 == sha256;
        }
        catch (Exception e) when (e is ModelLoadException or IOException)
        {
            return false; // whatever it is, it is not what is wanted
        }
    }

    private async Task<ShelfUse?> TryUseAsync(string? sha256, CancellationToken cancellation) =>
        sha256 is null ? null : await shelf.TryUseAsync(sha256, cancellation);

    private async Task<ShelfUse> FetchAsync(Journey journey, CancellationToken cancellation)
    {
        var failures = new List<(NodeId Node, string Reason)>();
        Exception? last = null;
        foreach (var node in journey.Nodes)
        {
            try
            {
                return await FetchAsync(journey, node, cancellation);
            }
            catch (ArtefactUnavailableException e)
            {
                last = e;
                failures.Add((node, e.Message));
                LogNotFrom(journey.Id, node, e.Message);
            }
            catch (ModelLoadException e)
            {
                throw new ModelLoadException($"node {node}: {e.Message}", e);
            }
        }

        var reasons = failures.Count == 0 ? "no other node is known to have it" : string.Join("; ", failures.Select(failure => $"node {failure.Node}: {failure.Reason}"));
        throw new ArtefactUnavailableException(
            $"{journey.Wanted.Path} of {journey.Id} is not on this node and could not be fetched: {reasons}. Start a node that has it, or share the folder between the nodes.", last);
    }

    private async Task<ShelfUse> FetchAsync(Journey journey, NodeId node, CancellationToken cancellation)
    {
        var link = links.Find(node) ?? throw new ArtefactUnavailableException("this node has no link to it");
        var peer = new ArtefactPeer(link, time);
        var manifest = await peer.ReadManifestAsync(journey.Id, journey.Wanted.Stamp, journey.Wanted.Sha256, cancellation);
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await shelf.TryUseAsync(manifest.Sha256, cancellation) is { } use)
                return use;
            await _flights.JoinAsync(manifest.Sha256, token => TakeInAsync(journey, node, peer, manifest, token), cancellation);
        }

        throw new ArtefactShelfException("what was fetched is removed again and again to make room for other artefacts; set Cluster:ArtefactBytes higher");
    }

    private async Task<bool> TakeInAsync(Journey journey, NodeId node, ArtefactPeer peer, ArtefactManifest manifest, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        long bytes = 0;
        using var use = await shelf.TakeInAsync(manifest, async folder =>
        {
            foreach (var file in manifest.Files)
                await ReceiveAsync(journey.Id, peer, manifest, file, folder, Came, cancellation);
        }, cancellation);
        LogFetched(journey.Id, node, bytes, time.GetElapsedTime(started), manifest.Sha256);
        return true;

        void Came(long more)
        {
            bytes += more;
            journey.Progress?.Invoke(new ArtefactProgress(node, bytes, manifest.Bytes));
        }
    }

    /// <summary>Goes on from what is there; where that turns out wrong, once more from the beginning.</summary>
    private async Task ReceiveAsync(
        ServableId id, ArtefactPeer peer, ArtefactManifest manifest, FileSum file, string folder, Action<long> came, CancellationToken cancellation)
    {
        await using var arriving = await sums.Reading.RunAsync(() => ArrivingFile.Open(folder, file));
        while (true)
        {
            var before = arriving.Length;
            came(before);
            if (!arriving.IsWhole)
                await peer.ReceiveAsync(id, manifest, file, arriving, came, cancellation);
            var length = arriving.Length;
            if (await sums.Reading.RunAsync(arriving.Complete) is not { } sha256)
                return;
            came(-length);
            if (before == 0)
                throw new ArtefactUnavailableException(length < file.Bytes
                    ? $"it sent {length:N0} of the {file.Bytes:N0} bytes of {file.Path}"
                    : $"{file.Path} came with the SHA-256 {sha256}, and {file.Sha256} is wanted: its file is damaged, or was on the way");
        }
    }

    [LoggerMessage(EventIds.ArtefactsFetched, LogLevel.Information, "{Servable}: {Bytes} bytes came from node {Node} in {Elapsed}, SHA-256 {Sha256}")]
    private partial void LogFetched(ServableId servable, NodeId node, long bytes, TimeSpan elapsed, string sha256);

    [LoggerMessage(EventIds.ArtefactsNotFrom, LogLevel.Warning, "{Servable}: its files do not come from node {Node}: {Reason}")]
    private partial void LogNotFrom(ServableId servable, NodeId node, string reason);

    /// <summary>What is wanted, and where it is looked for.</summary>
    private sealed record Journey(ServableId Id, ArtefactRecord Wanted, IReadOnlyList<NodeId> Nodes, Action<ArtefactProgress>? Progress);
}
