using System.Text;
using ModelCluster.Api.Http.Metrics;
using ModelCluster.Contracts.Telemetry;
using ModelCluster.TestKit.Metrics;

namespace ModelCluster.Api.Tests.Http.Metrics;

public sealed class PrometheusTextTests
{
    [Fact]
    public void Lines_of_one_family_stand_together_whoever_wrote_them()
    {
        using var text = new PrometheusText();
        var first = text.Counter("a_total", "As.");
        text.Gauge("b", "Bs.").Add(0.5);
        first.Add(MetricLabels.Of("x", "1"), 3);
        text.Counter("a_total", "As.").Add(MetricLabels.Of("x", "2"), 4);
        text.Gauge("empty", "Nothing.");
        Written(text).ShouldBe("# HELP a_total As.\n# TYPE a_total counter\na_total{x=\"1\"} 3\na_total{x=\"2\"} 4\n# HELP b Bs.\n# TYPE b gauge\nb 0.5\n");
    }

    [Fact]
    public void Help_and_label_values_are_escaped()
    {
        using var text = new PrometheusText();
        text.Gauge("a", "back\\slash and\nline").Add(MetricLabels.Of("x", "\"q\" \\ \n ö").With("y", "2"), double.NegativeInfinity);
        Written(text).ShouldBe("# HELP a back\\\\slash and\\nline\n# TYPE a gauge\na{x=\"\\\"q\\\" \\\\ \\n ö\",y=\"2\"} -Inf\n");
        Exposition.Parse(Written(text));
    }

    [Fact]
    public void A_histogram_has_cumulative_buckets_up_to_infinity_a_sum_and_a_count()
    {
        using var text = new PrometheusText();
        text.Histogram("h", "Hs.").Add(MetricLabels.None, [0.1, 1], [2, 0, 3], 9.5);
        text.Histogram("h", "Hs.").Add(MetricLabels.Of("m", "x"), [1], [0, 0], 0);
        Written(text).ShouldBe(
            """
            # HELP h Hs.
            # TYPE h histogram
            h_bucket{le="0.1"} 2
            h_bucket{le="1"} 2
            h_bucket{le="+Inf"} 5
            h_sum 9.5
            h_count 5
            h_bucket{m="x",le="1"} 0
            h_bucket{m="x",le="+Inf"} 0
            h_sum{m="x"} 0
            h_count{m="x"} 0

            """);
        Exposition.Parse(Written(text));
        Should.Throw<ArgumentException>(() => text.Histogram("h", "Hs.").Add(MetricLabels.None, [1], [1], 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("a-b")]
    [InlineData("a{b=\"1\"}")]
    public void A_name_that_is_none_is_refused(string name)
    {
        using var text = new PrometheusText();
        Should.Throw<ArgumentException>(() => text.Gauge(name, "x"));
    }

    [Fact]
    public void One_name_has_one_type()
    {
        using var text = new PrometheusText();
        text.Gauge("a", "x");
        Should.Throw<ArgumentException>(() => text.Counter("a", "x")).Message.ShouldContain("Gauge already");
    }

    [Theory]
    [InlineData("a 1\n")]
    [InlineData("# HELP a x\n# TYPE a gauge\na 1\na 2\n")]
    [InlineData("# HELP a x\n# TYPE a gauge\na 1\n# HELP b x\n# TYPE b gauge\nb 1\n# HELP a x\n")]
    [InlineData("# HELP a x\n# TYPE a gauge\na{x=\"\"y\"} 1\n")]
    [InlineData("# HELP a x\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n")]
    [InlineData("# HELP a x\n# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 2\n")]
    [InlineData("# HELP a x\n# TYPE a gauge\na 1")]
    public void The_tests_own_reader_is_strict(string text) => Should.Throw<FormatException>(() => Exposition.Parse(text));

    private static string Written(PrometheusText text)
    {
        using var buffer = new PooledBuffer();
        text.WriteTo(buffer);
        return Encoding.UTF8.GetString(buffer.Written.Span);
    }
}
