namespace ModelCluster.Contracts.Telemetry;

/// <summary>
/// Something that has metrics to show. Register it as a singleton of this type: every scrape of <c>GET /metrics</c> asks all
/// sources. Thread-safe.
/// </summary>
public interface IMetricSource
{
    /// <summary>
    /// Writes what the metrics are now. Called for every scrape: it reads counters, does no input or output and never waits. What
    /// it throws is logged and its metrics are missing from that scrape; the others are not.
    /// </summary>
    void Write(MetricWriter writer);
}
