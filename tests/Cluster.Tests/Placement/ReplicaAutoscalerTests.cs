using FsCheck.Fluent;
using ModelCluster.Actors.Cluster.Placement;

namespace ModelCluster.Cluster.Tests.Placement;

public sealed class ReplicaAutoscalerTests
{
    private static readonly AutoscalerSettings Settings = new(1, 10) { Concurrency = 4 };

    [Fact]
    public void A_queue_that_stays_brings_more_replicas_at_once_as_many_as_it_takes_but_at_most_twice_as_many()
    {
        Decide(2, 60, Steadily(10, outstanding: 9, queue: 5)).Replicas.ShouldBe(3);
        Decide(4, 60, Steadily(10, outstanding: 10, queue: 6)).Replicas.ShouldBe(6);
        Decide(4, 60, Steadily(10, outstanding: 100, queue: 96)).ShouldBe(new ScalingDecision(8, "for 5 s, 96 requests waited at each replica, up to 20 ms"));
        Decide(8, 60, Steadily(10, outstanding: 100, queue: 96)).Replicas.ShouldBe(10, "the maximum");
        Decide(10, 60, Steadily(10, outstanding: 100, queue: 96)).ShouldBe(new ScalingDecision(10, null));
    }

    [Fact]
    public void A_short_queue_that_takes_long_brings_one_more() =>
        Decide(2, 60, Steadily(10, outstanding: 5, queue: 1, waitMilliseconds: 150)).Replicas.ShouldBe(3);

    [Fact]
    public void A_queue_that_went_away_again_brings_none() =>
        Decide(2, 60, [.. Steadily(10, outstanding: 20, queue: 16).Skip(1), Sample(0, 1, 0)]).Replicas.ShouldBe(2);

    [Fact]
    public void What_was_measured_before_the_last_change_or_only_just_now_is_not_believed()
    {
        Decide(2, 4, Steadily(10, outstanding: 20, queue: 16)).Replicas.ShouldBe(2);
        Decide(2, 60, Steadily(4, outstanding: 20, queue: 16)).Replicas.ShouldBe(2);
        Decide(2, 60, [Sample(0, 20, 16), Sample(6, 20, 16)]).Replicas.ShouldBe(2, "two samples are not a queue that stays");
        Decide(2, 1000, []).Replicas.ShouldBe(2);
    }

    [Fact]
    public void After_minutes_of_low_use_one_goes_at_a_time()
    {
        Decide(5, 300, Steadily(300, outstanding: 0, queue: 0)).ShouldBe(new ScalingDecision(4, "4 would have been at most half used for 300 s"));
        Decide(5, 299, Steadily(300, outstanding: 0, queue: 0)).Replicas.ShouldBe(5);
        Decide(5, 300, Steadily(299, outstanding: 0, queue: 0)).Replicas.ShouldBe(5);
        Decide(5, 300, [.. Steadily(300, outstanding: 0, queue: 0), Sample(150, 3, 0)]).Replicas.ShouldBe(5, "one busy moment");
        Decide(1, 300, Steadily(300, outstanding: 0, queue: 0)).Replicas.ShouldBe(1, "the minimum");
    }

    [Fact]
    public void Bounds_are_kept_at_once()
    {
        Decide(12, 0, []).ShouldBe(new ScalingDecision(10, "12 is outside of 1 to 10"));
        Decide(0, 0, []).Replicas.ShouldBe(1);
    }

    [Fact]
    public void Under_a_steady_load_that_trembles_the_number_rises_or_falls_but_never_both() =>
        Prop.ForAll(
            (from load in Gen.Choose(0, 80)
             from replicas in Gen.Choose(1, 10)
             from target in Gen.Elements(1, 4)
             from seed in Gen.Choose(0, 1000)
             select (load, replicas, target, seed)).ToArbitrary(),
            start =>
            {
                var numbers = Run(start.load, start.replicas, new Random(start.seed), seconds: 3600, Settings with { TargetQueueDepth = start.target });
                numbers.ShouldAllBe(number => number >= 1 && number <= 10);
                var steps = numbers.Zip(numbers.Skip(1), (before, after) => Math.Sign(after - before)).Where(step => step != 0).Distinct();
                steps.Count().ShouldBeLessThanOrEqualTo(1, $"to and fro: {string.Join(' ', numbers.Distinct())}");
            }).Holds();

    [Fact]
    public void A_load_that_ten_replicas_can_bear_gets_enough_of_them_within_a_minute()
    {
        foreach (var load in Enumerable.Range(1, 40))
            (Run(load, 1, new Random(7), seconds: 60, Settings)[^1] * (Settings.Concurrency + Settings.TargetQueueDepth)).ShouldBeGreaterThanOrEqualTo(load * 0.9);
    }

    /// <summary>So many clients, give or take a tenth, each with one request under way, shared out evenly; a decision each second.</summary>
    /// <returns>The number of replicas at each second.</returns>
    private static List<int> Run(int load, int replicas, Random random, int seconds, AutoscalerSettings settings)
    {
        var numbers = new List<int> { replicas };
        var measured = new List<(int Second, double Outstanding)>();
        var changed = 0;
        for (var second = 0; second < seconds; second++)
        {
            measured.Add((second, load * (0.9 + (0.2 * random.NextDouble())) / numbers[^1]));
            if (second % 5 != 0)
                continue;
            var recent = measured.Skip(Math.Max(0, measured.Count - 302))
                .Select(each => Sample(second - each.Second, each.Outstanding, Math.Max(0, each.Outstanding - settings.Concurrency)));
            var wanted = ReplicaAutoscaler.Decide(numbers[^1], TimeSpan.FromSeconds(second - changed), [.. recent], settings).Replicas;
            if (wanted != numbers[^1])
                changed = second;
            numbers.Add(wanted);
        }

        return numbers;
    }

    private static ScalingDecision Decide(int current, int secondsSinceChange, LoadSample[] samples) =>
        ReplicaAutoscaler.Decide(current, TimeSpan.FromSeconds(secondsSinceChange), samples, Settings);

    private static LoadSample[] Steadily(int seconds, double outstanding, double queue, int waitMilliseconds = 20) =>
        [.. Enumerable.Range(0, seconds + 1).Select(second => Sample(second, outstanding, queue, waitMilliseconds))];

    private static LoadSample Sample(int secondsAgo, double outstanding, double queue, int waitMilliseconds = 20) =>
        new(TimeSpan.FromSeconds(secondsAgo), outstanding, queue, TimeSpan.FromMilliseconds(waitMilliseconds));
}
