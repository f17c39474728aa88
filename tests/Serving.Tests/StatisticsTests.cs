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
        fixture.Servable.Statistics.ExecutionCount.ShouldBe(0);
        fixture.Servable.Statistics.LastInference.ShouldBeNull();
    }

    private static DurationStatistic Milliseconds(long count, long milliseconds) => new(count, milliseconds * 1_000_000);
}
