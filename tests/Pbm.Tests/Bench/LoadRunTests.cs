using ModelCluster.Pbm.Bench;
using ModelCluster.TestKit;

namespace ModelCluster.Pbm.Tests.Bench;

public sealed class LoadRunTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly VirtualTime _time = new();
    private int _sent;

    [Fact]
    public async Task In_a_closed_loop_each_answer_brings_the_next_request()
    {
        var result = await RunAsync(rate: null, TimeSpan.Zero, _ => TimeSpan.FromMilliseconds(100));
        result.Requests.ShouldBe(10);
        result.Latencies.Quantile(0.5).ShouldBe(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task In_an_open_loop_a_server_that_stands_still_makes_all_requests_late_that_fell_into_that_time()
    {
        // 100 in the second; the first takes two seconds, the others, sent after it, no time at all
        var result = await RunAsync(rate: 100, TimeSpan.Zero, index => index == 0 ? 2 * Second : TimeSpan.Zero);
        result.Requests.ShouldBe(100);
        result.Latencies.Max.ShouldBe(2 * Second);
        result.Latencies.Min.ShouldBe(1.01 * Second);
        result.Latencies.Quantile(0.5)!.Value.TotalSeconds.ShouldBe(1.5, 0.03);
        result.Lateness.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task What_was_sent_to_warm_up_is_not_counted()
    {
        var result = await RunAsync(rate: null, Second, _ => TimeSpan.FromMilliseconds(100));
        _sent.ShouldBe(20);
        result.Requests.ShouldBe(10);
    }

    [Fact]
    public async Task Only_answers_that_are_good_have_latencies_and_all_are_counted_by_how_they_ended()
    {
        var result = await RunAsync(rate: null, TimeSpan.Zero, _ => TimeSpan.FromMilliseconds(100), index => index % 5 == 0 ? "429" : "200");
        (result.Requests, result.Failed, result.Latencies.Count).ShouldBe((10, 2, 8));
        result.Outcomes["429"].ShouldBe(2);
    }

    /// <summary>One sender; each request takes as long as <paramref name="takes"/> says.</summary>
    private Task<LoadResult> RunAsync(double? rate, TimeSpan warmUp, Func<int, TimeSpan> takes, Func<int, string>? ends = null)
    {
        var plan = new LoadPlan(1, rate, warmUp, Second, Second);
        return new LoadRun(
            _ =>
            {
                var index = _sent++;
                _time.Advance(takes(index));
                return Task.FromResult(ends?.Invoke(index) ?? "200");
            },
            plan,
            _time).RunAsync(TestContext.Current.CancellationToken);
    }
}
