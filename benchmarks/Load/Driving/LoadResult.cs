namespace ModelCluster.Load.Driving;

/// <summary>What one stretch of load showed.</summary>
/// <param name="Seconds">How long it was.</param>
/// <param name="Microseconds">The latency of each answered request, ascending.</param>
/// <param name="Failures">Answers other than 200.</param>
internal sealed record LoadResult(double Seconds, double[] Microseconds, int Failures)
{
    public double PerSecond => Microseconds.Length / Seconds;

    public double P50 => Quantile(0.50);

    public double P99 => Quantile(0.99);

    /// <summary>Puts together what each connection saw.</summary>
    public static LoadResult Of(double seconds, IEnumerable<List<double>> latencies, int failures)
    {
        var all = latencies.SelectMany(static one => one).ToArray();
        Array.Sort(all);
        return new LoadResult(seconds, all, failures);
    }

    private double Quantile(double part) => Microseconds.Length == 0 ? double.NaN : Microseconds[(int)((Microseconds.Length - 1) * part)];
}
