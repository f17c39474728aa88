using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Coordination;

namespace ModelCluster.Actors.Cluster.Membership;

/// <summary>What the actor of this node's membership understands.</summary>
public interface IClusterMessage;

/// <summary>The messages of the membership actor.</summary>
public static class ClusterProtocol
{
    /// <summary>Another view counts.</summary>
    public sealed record ViewChanged(ClusterView View, ClusterChanges Changes) : IClusterMessage;

    /// <summary>The link to a node is in another condition.</summary>
    public sealed record LinkChanged(NodeId Node, PeerCondition Condition) : IClusterMessage;

    /// <summary>Take no new servables and give away those that are here; answered when none is left, or nobody is there to take them.</summary>
    public sealed record Leave(ReplyTo<bool> ReplyTo) : IClusterMessage;

    /// <summary>Take no servables, or take them again.</summary>
    public sealed record SetDrained(bool IsDrained, ReplyTo<bool> ReplyTo) : IClusterMessage;

    /// <summary>Lead no more; another node, or this one, is elected.</summary>
    public sealed record Resign(ReplyTo<bool> ReplyTo) : IClusterMessage;

    /// <summary>Take a node out that does not answer; answered with whether it was there.</summary>
    public sealed record Down(NodeId Node, ReplyTo<bool> ReplyTo) : IClusterMessage;

    /// <summary>Give the lease back, and with it the membership; answered when that is done.</summary>
    public sealed record End(ReplyTo<bool> ReplyTo) : IClusterMessage;

    internal sealed record LeaseGranted(ICoordinationLease Lease) : IClusterMessage;

    internal sealed record LeaseEnded(long Id) : IClusterMessage;

    /// <summary>What the member says of itself did not reach the lighthouse, or nobody knows whether it did.</summary>
    internal sealed record RecordNotWritten(string Problem) : IClusterMessage;

    internal sealed record WriteAgain : IClusterMessage;

    /// <summary>A leader has waited long enough for the others to tell what they hold.</summary>
    internal sealed record ReportsAreLate : IClusterMessage;

    internal sealed record Joined(long LeaseId, long Revision) : IClusterMessage;

    internal sealed record TryAgain(string? Problem) : IClusterMessage;

    internal sealed record Campaigned : IClusterMessage;

    internal sealed record Deposed(long Term) : IClusterMessage;

    internal sealed record Done : IClusterMessage;
}
