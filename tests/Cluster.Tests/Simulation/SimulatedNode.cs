using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Cluster.Tests.Simulation;

/// <summary>A node that runs as many requests at once as it has cores, and has the others wait.</summary>
internal sealed class SimulatedNode(NodeId node, int cores)
{
    internal NodeId Node => node;

    internal bool IsAlive { get; set; } = true;

    internal int Cores => cores;

    /// <summary>Being run.</summary>
    internal List<SimulatedRequest> Running { get; } = [];

    /// <summary>Waiting for a core, the oldest first.</summary>
    internal Queue<SimulatedRequest> Waiting { get; } = new();

    /// <summary>Seconds of work that it has finished.</summary>
    internal double Done { get; set; }
}

/// <summary>A request on its way.</summary>
internal sealed record SimulatedRequest(int Model, double Work)
{
    /// <summary>The replica that has it.</summary>
    internal SimulatedReplica? Replica { get; set; }
}

/// <summary>A replica as the routers see it.</summary>
internal sealed class SimulatedReplica(ReplicaKey key)
{
    internal ReplicaKey Key => key;

    /// <summary>Where it answers; null while it is on no node, or not loaded there yet.</summary>
    internal SimulatedNode? At { get; set; }

    /// <summary>Requests that it has not answered.</summary>
    internal int Outstanding { get; set; }
}
