using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Serving.Tests;

public class StatisticsTests
{
    [Fact]
    public async Task Count_rows_runs_and_durations_per_request()
    {
        await using var fixture = new ServingFixture();
        fixture.Session.Fails = _ =>
        {
            fixture.Time.Advance(TimeSpan.FromMilliseconds(7));
            return null;
        };
        var first = await fixture.OccupyAsync(1);
        var others = new[] { fixture.Send(2, 3), fixture.Send(4) };
        fixture.Time.Advance(TimeSpan.FromMilliseconds(5));
        fixture.Gate.Open();
        await others.Append(first).AllGoodAsync();

        var statistics = fixture.Servable.Statistics;
        statistics.InferenceCount.ShouldBe(4);
        statistics.ExecutionCount.ShouldBe(2);
        statistics.LastInference.ShouldBe(fixture.Time.GetUtcNow());
        statistics.Success.ShouldBe(Milliseconds(3, 12 + 19 + 19));
        statistics.Fail.ShouldBe(default);
        statistics.Queue.ShouldBe(Milliseconds(3, 12 + 12));
        statistics.ComputeInput.ShouldBe(Milliseconds(3, 0));
        statistics.ComputeInfer.ShouldBe(Milliseconds(3, 12 + 7 + 7));
        statistics.ComputeOutput.ShouldBe(Milliseconds(3, 0));
        statistics.MemoryBytes.ShouldBe(4096);
        statistics.Batches.ShouldBe(
        [
            new BatchStatistic(1, Milliseconds(1, 0), Milliseconds(1, 12), Milliseconds(1, 0)),
            new BatchStatistic(3, Milliseconds(1, 0), Milliseconds(1, 7), Milliseconds(1, 0)),
        ]);
    }

    [Fact]
    public async Task Are_summed_over_the_instances()
    {
        await using var fixture = new ServingFixture(maxBatch: 1, instances: 3);
        fixture.Gate.Close();
        var replies = new[] { fixture.Send(1), fixture.Send(2), fixture.Send(3) };
        await fixture.Gate.ArrivalsAsync(3);
        fixture.Gate.Open();
        await replies.AllGoodAsync();
        fixture.Servable.Statistics.InferenceCount.ShouldBe(3);
        fixture.Servable.Statistics.Batches.ShouldHaveSingleItem().ComputeInfer.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Count_each_failure_once_and_bad_requests_not_at_all()
    {
        await using var fixture = new ServingFixture(new ModelOptions { QueueLimit = 1 });
        var running = await fixture.OccupyAsync(1);
        using var cancellation = new CancellationTokenSource();
        var cancelled = fixture.Send(ServingFixture.Request(2), cancellation.Token);
        (await fixture.Send(3).ErrorAsync()).Status.ShouldBe(InferenceStatus.Overloaded);
        (await fixture.Send(new InferenceRequest { Model = ServingFixture.Id.Model }).ErrorAsync()).Status.ShouldBe(InferenceStatus.InvalidArgument);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(3));
        await cancellation.CancelAsync();
        await cancelled.ErrorAsync();
        fixture.Servable.Statistics.Fail.ShouldBe(Milliseconds(2, 3));
        fixture.Session.Fails = _ => new SessionException(isCallersFault: false, "broken");
        fixture.Gate.Open();
        await running.ErrorAsync();
        fixture.Servable.Statistics.Fail.ShouldBe(Milliseconds(3, 3 + 3));
        fixture.Servable.Statistics.Success.ShouldBe(default);
        fixture.Servable.Statistics.Outcomes.Select(outcome => (outcome.Status, outcome.Durations.Count, outcome.Durations.Nanoseconds)).ShouldBe(
        [
            (InferenceStatus.InvalidArgument, 1, 0),
            (InferenceStatus.Overloaded, 1, 0),
            (InferenceStatus.Cancelled, 1, 3_000_000),
            (InferenceStatus.Internal, 1, 3_000_000),
        ]);
        fixture.Servable.Statistics.ExecutionCount.ShouldBe(0);
        fixture.Servable.Statistics.LastInference.ShouldBeNull();
    }

    [Fact]
    public async Task Durations_are_counted_in_the_bucket_that_holds_them()
    {
        await using var fixture = new ServingFixture();
        var first = await fixture.OccupyAsync(1);
        fixture.Time.Advance(TimeSpan.FromMicroseconds(18));
        fixture.Gate.Open();
        await first;
        var statistics = fixture.Servable.Statistics;
        statistics.Outcomes.ShouldHaveSingleItem().Durations.Counts[1].ShouldBe(1, "18 µs is the bound of the second bucket, inclusive");
        statistics.RunDurations!.Counts[1].ShouldBe(1);
        statistics.RunDurations.Nanoseconds.ShouldBe(18_000);
    }

    [Fact]
    public async Task Tell_how_many_wait_for_how_long_and_how_many_run()
    {
        await using var fixture = new ServingFixture();
        var running = await fixture.OccupyAsync(1);
        var waiting = fixture.Send(2);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(3));
        var statistics = fixture.Servable.Statistics;
        (statistics.QueueDepth, statistics.OldestWaiting, statistics.RunsInProgress).ShouldBe((1, TimeSpan.FromMilliseconds(3), 1));
        fixture.Gate.Open();
        await new[] { running, waiting }.AllGoodAsync();
    }

    private static DurationStatistic Milliseconds(long count, long milliseconds) => new(count, milliseconds * 1_000_000);
}
