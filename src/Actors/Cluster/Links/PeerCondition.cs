namespace ModelCluster.Actors.Cluster.Links;

/// <summary>How the connection to a peer is.</summary>
public enum PeerCondition
{
    /// <summary>Being opened; nothing is known yet.</summary>
    Connecting,

    /// <summary>Open, and pings are answered.</summary>
    Ready,

    /// <summary>Nothing answers: pings stay without an answer, or connecting takes too long. It may be frozen, overloaded or cut off.</summary>
    Silent,

    /// <summary>Its machine answers that nothing listens there: the process is dead.</summary>
    Refused,
}
