using ModelCluster.Contracts.History;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>Keeps what happened to <c>servables.json</c>. Thread-safe.</summary>
internal interface IServablesHistory
{
    /// <summary>
    /// The content that was accepted last, so that a file broken while the node was down changes nothing; null if there is none,
    /// or it is not to be had soon.
    /// </summary>
    Task<string?> LastAcceptedAsync(CancellationToken cancellation);

    /// <summary>Writes that a content counts; nothing when it is the one that counted already.</summary>
    /// <returns>An empty text once it is durable, else why it could not be written.</returns>
    Task<string> AcceptedAsync(string json, IReadOnlyList<string> changes, Cause cause);

    /// <summary>Writes that a content was rejected; nothing when it was rejected for the same reason before.</summary>
    /// <returns>An empty text once it is durable, else why it could not be written.</returns>
    Task<string> RejectedAsync(string reason, Cause cause);
}
