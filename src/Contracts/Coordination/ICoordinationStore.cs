namespace ModelCluster.Contracts.Coordination;

/// <summary>
/// What the nodes of a cluster agree on: small values under ordered keys, each change at a revision of its own; leases that
/// take their keys away when their owner is gone; transactions; watches that miss nothing. Thread-safe.
/// </summary>
/// <remarks>
/// Keys are texts of printable ASCII such as <c>members/n1</c>, below the cluster's own prefix, which the adapter adds. Values
/// are bytes, at most 1 MiB. Every member may throw <see cref="CoordinationException"/>; a call is tried again elsewhere by the
/// adapter as long as that can change nothing twice. Leases of a store that is disposed of are renewed no more, and end.
/// </remarks>
public interface ICoordinationStore : IAsyncDisposable
{
    /// <summary>Every entry whose key begins with a prefix, as of one revision.</summary>
    /// <param name="prefix">The beginning of the keys; empty for all.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<CoordinationView> ReadAsync(string prefix, CancellationToken cancellation = default);

    /// <summary>Does all of a transaction's changes if all of its conditions hold, else nothing.</summary>
    /// <exception cref="CoordinationOutcomeUnknownException">The connection broke: it was done or not.</exception>
    Task<TransactionResult> CommitAsync(Transaction transaction, CancellationToken cancellation = default);

    /// <summary>
    /// The changes under a prefix after a revision, in order, one batch for each revision, until cancelled. Goes on by itself
    /// when the connection breaks, and misses nothing.
    /// </summary>
    /// <param name="prefix">The beginning of the keys.</param>
    /// <param name="afterRevision">The last revision already seen: that of a <see cref="ReadAsync"/>, or of the last batch.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CompactedException">The changes right after that revision are no longer kept: read again.</exception>
    IAsyncEnumerable<CoordinationChanges> WatchAsync(string prefix, long afterRevision, CancellationToken cancellation = default);

    /// <summary>Makes a lease and keeps it alive until it is disposed of, which takes its keys away.</summary>
    /// <param name="timeToLive">How long it outlives its owner, 1 s to 1 h; whole seconds, rounded up.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<ICoordinationLease> GrantLeaseAsync(TimeSpan timeToLive, CancellationToken cancellation = default);
}
