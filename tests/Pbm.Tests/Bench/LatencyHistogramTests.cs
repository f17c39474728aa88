using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Pbm.Bench;

namespace ModelCluster.Pbm.Tests.Bench;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Quantiles_are_off_by_less_than_a_sixty_fourth() => Check.QuickThrowOnFailure(Prop.ForAll<PositiveInt[]>(values =>
    {
        var sorted = values.Select(value => (long)value.Get * value.Get).Order().ToList();
        var histogram = Of(sorted);
        return sorted.Count == 0 || new[] { 0.01, 0.5, 0.9, 0.99, 1 }.All(part =>
        {
            var exact = sorted[(int)Math.Ceiling(part * sorted.Count) - 1];
            return Math.Abs(histogram.Quantile(part)!.Value.TotalMicroseconds - exact) <= (exact / 64.0) + 0.5;
        });
    }));

    [Fact]
    public void Both_ends_are_exact()
    {
        var histogram = Of([1_234_567, 9_876_543]);
        (histogram.Min.TotalMicroseconds, histogram.Quantile(1)!.Value.TotalMicroseconds).ShouldBe((1_234_567, 9_876_543));
    }

    [Fact]
    public void Two_together_are_as_one_that_saw_all()
    {
        var (left, right) = (Of([1, 200, 70_000]), Of([3, 9_000_000]));
        left.Add(right);
        var all = Of([1, 200, 70_000, 3, 9_000_000]);
        foreach (var part in new[] { 0.1, 0.5, 0.8, 1 })
            left.Quantile(part).ShouldBe(all.Quantile(part));
        (left.Count, left.Min, left.Max).ShouldBe((5, all.Min, all.Max));
    }

    [Fact]
    public void Nothing_counted_has_no_quantile() => new LatencyHistogram().Quantile(0.5).ShouldBeNull();

    private static LatencyHistogram Of(IEnumerable<long> microseconds)
    {
        var histogram = new LatencyHistogram();
        foreach (var value in microseconds)
            histogram.Add(TimeSpan.FromMicroseconds(value));
        return histogram;
    }
}
