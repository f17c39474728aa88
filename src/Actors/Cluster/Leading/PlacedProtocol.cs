using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Serving.Mailbox;
using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Actors.Cluster.Leading;

/// <summary>What the actor of a placed replica understands beside <see cref="ServableProtocol"/>.</summary>
internal static class PlacedProtocol
{
    /// <summary>A node was chosen.</summary>
    internal sealed record Assigned(NodeId Node) : IServableMessage;

    /// <summary>The file was looked at for a node that was chosen; the record lacks what could not be told.</summary>
    internal sealed record Described(NodeId Node, ArtefactRecord Artefact) : IServableMessage;

    /// <summary>No node can take it now.</summary>
    /// <param name="Reason">For the operator.</param>
    internal sealed record Homeless(string Reason) : IServableMessage;

    /// <summary>What its node says of it; null: nothing any more.</summary>
    internal sealed record Seen(HeldServable? Held) : IServableMessage;

    /// <summary>It could not be loaded where it was, and no other node is left to try.</summary>
    internal sealed record StaysFailed(string Reason) : IServableMessage;

    /// <summary>Its node is gone, or could not load it while others may: a successor asks for another.</summary>
    internal sealed record NodeLost(string Reason) : IServableMessage;

    /// <summary>It is to be somewhere else.</summary>
    internal sealed record MoveAway(string Why) : IServableMessage;

    /// <summary>Its mailbox is to do something else.</summary>
    internal sealed record GateSet(MailboxGate Gate) : IServableMessage;
}
