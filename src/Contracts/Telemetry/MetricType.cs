namespace ModelCluster.Contracts.Telemetry;

/// <summary>How a metric behaves.</summary>
public enum MetricType
{
    /// <summary>Only grows, from 0 at the start of what it counts.</summary>
    Counter,

    /// <summary>Goes up and down.</summary>
    Gauge,

    /// <summary>Counts of values by size.</summary>
    Histogram,
}
