using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.History;

/// <summary>Reads what happened to models. Thread-safe.</summary>
public interface IModelHistory
{
    /// <summary>The most entries of one call.</summary>
    const int MaxLimit = 1_000;

    /// <summary>Entries of a model, oldest first, also of one that is gone; empty if there are none.</summary>
    /// <param name="model">Which.</param>
    /// <param name="from">The first sequence number wanted, from 1.</param>
    /// <param name="limit">1 to <see cref="MaxLimit"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HistoryUnavailableException">The journal cannot be read now.</exception>
    Task<IReadOnlyList<HistoryEntry>> ReadAsync(ModelName model, long from, int limit, CancellationToken cancellation) =>
        ReadAsync(model, new HistoryQuery { From = from, Limit = limit }, cancellation);

    /// <summary>Entries of a model that fit a query, also of one that is gone; empty if there are none.</summary>
    /// <exception cref="HistoryUnavailableException">The journal cannot be read now.</exception>
    Task<IReadOnlyList<HistoryEntry>> ReadAsync(ModelName model, HistoryQuery query, CancellationToken cancellation);
}
