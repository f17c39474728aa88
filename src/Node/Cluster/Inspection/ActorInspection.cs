using System.Text.Json;
using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Node.Cluster.Inspection;

/// <summary>Looks at the actors of this node. Thread-safe.</summary>
/// <param name="node">This node.</param>
/// <param name="system">Its actors.</param>
internal sealed class ActorInspection(NodeId node, ActorSystem system)
{
    /// <summary>The actors as they are now, by path, parents before children. Never waits; costs about a microsecond an actor.</summary>
    internal NodeActors Look() => new(
        node,
        system.Time.GetUtcNow(),
        [.. system.Inspect().OrderBy(actor => actor.Path.ToString(), StringComparer.Ordinal).Select(StatusOf)]);

    private static ActorStatus StatusOf(ActorStats actor) => new(
        actor.Path.ToString(),
        actor.Path.Parent?.ToString(),
        JsonNamingPolicy.SnakeCaseLower.ConvertName(actor.State.ToString()),
        actor.IsIdle,
        actor.MailboxDepth,
        actor.OldestMessageAge,
        actor.Processed,
        actor.Restarts,
        actor.LastFailure is { } failure ? new ActorFailureStatus(failure.At, failure.Exception.GetType().Name, failure.Exception.Message) : null);
}
