using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Actors.Serving.Caching;

/// <summary>What is measured of the answers that are kept, for <c>GET /metrics</c>. Thread-safe.</summary>
/// <param name="store">Where they are kept.</param>
public sealed class CacheMetrics(ReplyStore store) : IMetricSource
{
    /// <inheritdoc/>
    public void Write(MetricWriter writer)
    {
        writer.Gauge("modelcluster_cache_bytes", "Bytes of the answers kept for equal requests, of all models.").Add(store.Bytes);
        writer.Counter("modelcluster_cache_evictions_total", "Kept answers that had to make room for newer ones.").Add(store.Evictions);
    }
}
