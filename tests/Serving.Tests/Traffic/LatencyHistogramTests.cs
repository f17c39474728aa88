using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Actors.Traffic;

namespace ModelCluster.Serving.Tests.Traffic;

public class LatencyHistogramTests
{
    [Fact]
    public void Every_latency_is_found_again_within_a_32nd_and_never_overstated() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), microseconds =>
        {
            var histogram = new LatencyHistogram();
            histogram.Add(TimeSpan.FromMicroseconds(microseconds));
            var found = histogram.Quantile(0.99)!.Value.TotalMicroseconds;
            return found <= microseconds && found >= microseconds * 31.0 / 32;
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void Quantiles_are_ranks()
    {
        var histogram = new LatencyHistogram();
        histogram.Quantile(0.5).ShouldBeNull();
        for (var i = 1; i <= 50; i++)
            histogram.Add(TimeSpan.FromMicroseconds(i));
        histogram.Quantile(0.5).ShouldBe(TimeSpan.FromMicroseconds(25));
        histogram.Quantile(0.02).ShouldBe(TimeSpan.FromMicroseconds(1));
        histogram.Quantile(1).ShouldBe(TimeSpan.FromMicroseconds(50));
        histogram.Sum.ShouldBe(TimeSpan.FromMicroseconds(1275));
    }

    [Fact]
    public void What_takes_longer_than_it_can_count_is_counted_as_the_longest()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromDays(30));
        histogram.Add(TimeSpan.FromSeconds(-1));
        histogram.Quantile(1)!.Value.ShouldBeGreaterThan(TimeSpan.FromHours(18));
        histogram.Quantile(0.5).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Counts_between_bounds_leave_nothing_out()
    {
        var histogram = new LatencyHistogram();
        foreach (var milliseconds in new[] { 0.5, 1.0, 3, 40, 40, 9_000 })
            histogram.Add(TimeSpan.FromMilliseconds(milliseconds));
        histogram.CountsBetween([0.001, 0.01, 1]).ShouldBe([2L, 1, 2, 1]);
    }
}
