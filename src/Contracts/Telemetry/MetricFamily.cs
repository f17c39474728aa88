namespace ModelCluster.Contracts.Telemetry;

/// <summary>The series of one name. Each has its own labels; adding the same labels twice is a fault of the source. For one thread.</summary>
public abstract class MetricFamily
{
    /// <summary>Adds a series of a counter or gauge.</summary>
    public abstract void Add(MetricLabels labels, double value);

    /// <summary>Adds a series of a histogram.</summary>
    /// <param name="labels">Its labels.</param>
    /// <param name="bounds">Upper bounds, inclusive, growing, without infinity.</param>
    /// <param name="counts">How many values there were in each bucket alone, and, one more, above the last bound.</param>
    /// <param name="sum">The sum of all values.</param>
    /// <exception cref="ArgumentException">There is not one count more than bounds.</exception>
    public abstract void Add(MetricLabels labels, ReadOnlySpan<double> bounds, ReadOnlySpan<long> counts, double sum);

    /// <summary>Adds the one series of a counter or gauge without labels.</summary>
    public void Add(double value) => Add(MetricLabels.None, value);
}
