namespace ModelCluster.Contracts.Telemetry;

/// <summary>Collects the metrics of one scrape. For one thread.</summary>
public abstract class MetricWriter
{
    /// <summary>
    /// The family of a name; the same one for the same name, so that several sources may add to it. One that gets no value is not
    /// shown.
    /// </summary>
    /// <param name="name">Letters, digits, '_' and ':', the first one no digit; counters end in <c>_total</c> by custom.</param>
    /// <param name="help">What it counts and in which unit, in one line.</param>
    /// <param name="type">How it behaves.</param>
    /// <exception cref="ArgumentException">No such name is possible, or the family was begun with another type.</exception>
    public abstract MetricFamily Family(string name, string help, MetricType type);

    /// <summary>A family of <see cref="MetricType.Counter"/>.</summary>
    public MetricFamily Counter(string name, string help) => Family(name, help, MetricType.Counter);

    /// <summary>A family of <see cref="MetricType.Gauge"/>.</summary>
    public MetricFamily Gauge(string name, string help) => Family(name, help, MetricType.Gauge);

    /// <summary>A family of <see cref="MetricType.Histogram"/>.</summary>
    public MetricFamily Histogram(string name, string help) => Family(name, help, MetricType.Histogram);
}
