using ModelCluster.Actors.Serving.Binding;
using ModelCluster.Actors.Serving.Mailbox;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Actors.Serving;

/// <summary>
/// A loaded version that takes requests: a <see cref="Servable"/> of this node, or one of another node that is reached over a
/// link. What supervisors and routes deal in. Thread-safe.
/// </summary>
public interface IReplica
{
    /// <summary>What it serves.</summary>
    ServableModel Model { get; }

    /// <summary>The protocol's name of the runtime.</summary>
    string Platform { get; }

    /// <summary>The device it runs on.</summary>
    string Device { get; }

    /// <summary>True on this node: a request that was taken in is the servable's at once.</summary>
    bool IsHere { get; }

    /// <summary>False while it is known that a request would not get there.</summary>
    bool IsReachable { get; }

    /// <summary>Requests that were given to it from here and are not answered; an estimate, read without a lock.</summary>
    int Outstanding { get; }

    /// <summary>Runs at the same time.</summary>
    int Slots { get; }

    /// <summary>What it counted; null where another node keeps that.</summary>
    ServableStatistics? Statistics { get; }

    /// <summary>True when no request waits or runs.</summary>
    bool IsEmpty { get; }

    /// <summary>Gives it a request.</summary>
    /// <param name="request">
    /// The caller keeps it until the reply has come, and disposes it in any case. Of one that is here, the tensors may go before.
    /// </param>
    /// <param name="cancellation">Takes the request out again.</param>
    /// <param name="reply">The reply to come, to be awaited once; an error of one that is elsewhere may ask for another try.</param>
    /// <returns>False: it takes none; the request is untouched and belongs to its successor.</returns>
    bool TrySubmit(InferenceRequest request, CancellationToken cancellation, out ValueTask<InferenceReply> reply);

    /// <summary>Lets requests wait, or takes none, until it is told otherwise; one that is drained for good stays so.</summary>
    void Set(MailboxGate gate);

    /// <summary>Ends when no request waits or runs.</summary>
    Task WhenEmptyAsync();
}
