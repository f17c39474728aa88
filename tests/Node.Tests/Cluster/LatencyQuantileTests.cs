using ModelCluster.Contracts.Telemetry;
using ModelCluster.Node.Cluster.Inspection;

namespace ModelCluster.Node.Tests.Cluster;

public sealed class LatencyQuantileTests
{
    [Fact]
    public void Nothing_counted_has_no_quantile()
    {
        LatencyQuantile.Of([], 0.5).ShouldBeNull();
        LatencyQuantile.Of(new long[DurationBuckets.Count], 0.99).ShouldBeNull();
    }

    [Theory]
    [InlineData(0.5, 5)]
    [InlineData(1.0, 10)]
    public void Requests_are_spread_evenly_over_their_bucket(double part, double microseconds) =>
        Of(part, (0, 10)).TotalMicroseconds.ShouldBe(microseconds, 0.1);

    [Fact]
    public void The_quantile_lies_in_the_bucket_of_its_rank()
    {
        var bounds = DurationBuckets.Microseconds;
        var (low, high) = (bounds[4], bounds[5]);
        Of(0.5, (2, 90), (5, 10)).TotalMicroseconds.ShouldBeLessThan(low);
        Of(0.99, (2, 90), (5, 10)).TotalMicroseconds.ShouldBeInRange(low, high);
    }

    [Fact]
    public void What_took_longer_than_the_last_bound_counts_as_that() =>
        Of(0.99, (DurationBuckets.Count - 1, 1)).TotalMicroseconds.ShouldBe(DurationBuckets.Microseconds[^1], 1);

    private static TimeSpan Of(double part, params (int Bucket, long Count)[] counted)
    {
        var counts = new long[DurationBuckets.Count];
        foreach (var (bucket, count) in counted)
            counts[bucket] = count;
        return LatencyQuantile.Of(counts, part)!.Value;
    }
}
