using System.Text.Json.Serialization;

namespace ModelCluster.Contracts.Cluster;

/// <summary>The actors of one node.</summary>
/// <param name="Node">Which node.</param>
/// <param name="Time">When it looked, by its own clock; UTC.</param>
/// <param name="Actors">Parents before children, the one at the top first. Not one single moment.</param>
public sealed record NodeActors(NodeId Node, DateTimeOffset Time, IReadOnlyList<ActorStatus> Actors);

/// <summary>One actor.</summary>
/// <param name="Path">Such as <c>/user/models/digits</c>.</param>
/// <param name="Parent">Its parent's path; null for the one at the top.</param>
/// <param name="State">Where it is in its life, such as <c>running</c>.</param>
/// <param name="IsIdle">True: nothing waits and no turn is due.</param>
/// <param name="MailboxDepth">Messages that wait.</param>
/// <param name="OldestMessageAge">How long the oldest of them waits.</param>
/// <param name="Processed">Messages handled since its start, over all restarts.</param>
/// <param name="Restarts">Restarts since its start.</param>
/// <param name="LastFailure">Its latest failure; null if there was none.</param>
public sealed record ActorStatus(
    string Path,
    string? Parent,
    string State,
    [property: JsonPropertyName("idle")] bool IsIdle,
    int MailboxDepth,
    [property: JsonPropertyName("oldest_message_age_ms")] TimeSpan OldestMessageAge,
    long Processed,
    int Restarts,
    ActorFailureStatus? LastFailure);

/// <summary>A failure of an actor.</summary>
/// <param name="Time">When; UTC.</param>
/// <param name="Error">The kind of exception.</param>
/// <param name="Message">What it said.</param>
public sealed record ActorFailureStatus(DateTimeOffset Time, string Error, string Message);
