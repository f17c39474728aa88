using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>What a node says of a replica that it holds, under <see cref="ClusterKeys.Servable"/>, for as long as its lease lasts.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Number">Its incarnation.</param>
/// <param name="Generation">As it was ordered.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Reason">Why it failed, or what it is doing; empty when there is nothing to say.</param>
/// <param name="CanRetry">For a failure: true if trying again may help.</param>
/// <param name="IsEmpty">True: it holds no request any more.</param>
/// <param name="SpecDigest">What it was loaded with.</param>
/// <param name="Artefact">The file as this node loaded it.</param>
/// <param name="Platform">The runtime; empty before it was loaded.</param>
/// <param name="Device">The device it runs on; empty before it was loaded.</param>
/// <param name="MaxBatchSize">Rows of its largest batch; 0 when it has no batch dimension.</param>
/// <param name="MemoryBytes">What it takes; 0: not known.</param>
/// <param name="Signature">Its inputs and outputs by client name; null before it was loaded.</param>
/// <param name="LoadedIn">How long loading and warming took; null before it was available.</param>
public sealed record ServableRecord(
    ModelVersion Version,
    int Number,
    int Generation,
    ServableState State,
    string Reason,
    bool CanRetry,
    bool IsEmpty,
    string SpecDigest,
    ArtefactRecord Artefact,
    string Platform = "",
    string Device = "",
    int MaxBatchSize = 0,
    long MemoryBytes = 0,
    ModelSignature? Signature = null,
    TimeSpan? LoadedIn = null);
