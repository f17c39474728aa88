using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Contracts.Admin;

/// <summary>What there is to know of one servable at one moment.</summary>
/// <param name="Id">Which.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Reason">Why it failed, or what it is doing; empty when there is nothing to say.</param>
/// <param name="Signature">Its inputs and outputs by client name, batch dimension included; null before it was loaded.</param>
/// <param name="Platform">The runtime; empty before it was loaded.</param>
/// <param name="Device">The device it runs on; empty before it was loaded.</param>
/// <param name="MaxBatchSize">Rows of its largest batch; 0 when it has no batch dimension.</param>
/// <param name="Options">The settings it was loaded with.</param>
public sealed record ServableView(
    ServableId Id,
    ServableState State,
    string Reason,
    ModelSignature? Signature,
    string Platform,
    string Device,
    int MaxBatchSize,
    ModelOptions Options)
{
    /// <summary>The file; null where a view was made without one.</summary>
    public Artefact? Artefact { get; init; }

    /// <summary>The sample requests beside the model, those for other versions included.</summary>
    public IReadOnlyList<ModelSample> Samples { get; init; } = [];

    /// <summary>What an operator decided about it; null: the version policy decides.</summary>
    public OperatorHold? Hold { get; init; }

    /// <summary>How many replicas there should be.</summary>
    public int DesiredReplicas { get; init; } = 1;

    /// <summary>Each replica that there is; empty for a version that is not loaded.</summary>
    public IReadOnlyList<ReplicaView> Replicas { get; init; } = [];

    /// <summary>How many replicas are available.</summary>
    public int ReadyReplicas => Replicas.Count(replica => replica.State == ServableState.Available);

    /// <summary>True if requests are taken: available, and not drained by an operator.</summary>
    public bool TakesRequests => State == ServableState.Available && Hold != OperatorHold.Drained;
}
