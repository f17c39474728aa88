namespace ModelCluster.Contracts.Coordination;

/// <summary>A sign of life: keys written with it are there for as long as it is. Thread-safe.</summary>
public interface ICoordinationLease : IAsyncDisposable
{
    /// <summary>Names it in a <see cref="Transaction"/>.</summary>
    long Id { get; }

    /// <summary>
    /// Cancelled when it has ended, or must be taken to have: it could not be renewed within its time. What it stood for is
    /// to stop at once.
    /// </summary>
    CancellationToken Ended { get; }
}
