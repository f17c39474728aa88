using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Serving.Tests;

public class AdmissionTests
{
    [Fact]
    public async Task A_full_queue_refuses_and_does_not_grow()
    {
        await using var fixture = new ServingFixture(new ModelOptions { QueueLimit = 2 });
        var running = await fixture.OccupyAsync();
        var waiting = new[] { fixture.Send(1), fixture.Send(2) };
        for (var i = 0; i < 5; i++)
        {
            var error = await fixture.Send(3).ErrorAsync();
            error.Status.ShouldBe(InferenceStatus.Overloaded);
            error.Message.ShouldBe("Exceeds maximum queue size");
            error.RetryAfter.ShouldNotBeNull();
        }

        fixture.Servable.Statistics.QueueDepth.ShouldBe(2);
        fixture.Gate.Open();
        await waiting.Append(running).AllGoodAsync();
        await fixture.Send(4).FloatsAsync();
        fixture.Session.Runs.SelectMany(run => run.Floats).ShouldNotContain(3);
    }

    [Fact]
    public async Task A_waiting_request_is_answered_exactly_at_its_deadline_and_never_runs()
    {
        await using var fixture = new ServingFixture();
        var running = await fixture.OccupyAsync();
        var late = fixture.Send(WithDeadline(fixture.In(20), 1));
        var later = fixture.Send(WithDeadline(fixture.In(30), 2));
        fixture.Time.Advance(TimeSpan.FromMilliseconds(19.9999));
        late.IsCompleted.ShouldBeFalse();
        fixture.Time.Advance(TimeSpan.FromMilliseconds(0.0001));
        await late.ShouldFailAsync(InferenceStatus.DeadlineExceeded, "Request timeout expired");
        later.IsCompleted.ShouldBeFalse();
        fixture.Servable.Statistics.QueueDepth.ShouldBe(1);
        fixture.Gate.Open();
        await running.FloatsAsync();
        (await later.FloatsAsync()).ShouldBe([4f]);
        fixture.Session.RunRows.ShouldBe([1L, 1]);
    }

    [Fact]
    public async Task A_request_is_answered_at_its_deadline_while_the_session_is_busy_with_it()
    {
        await using var fixture = new ServingFixture();
        fixture.Gate.Close();
        var late = fixture.Send(WithDeadline(fixture.In(20), 1));
        await fixture.Gate.ArrivalsAsync(1);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(20));
        await late.ShouldFailAsync(InferenceStatus.DeadlineExceeded, "Request timeout expired");
        fixture.Gate.Arrived.ShouldBe(1);
        fixture.Gate.Open();
        await fixture.Send(2).FloatsAsync();
        fixture.Servable.Statistics.Success.Count.ShouldBe(1);
        fixture.Servable.Statistics.Fail.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_models_default_deadline_holds_for_a_request_without_one()
    {
        await using var fixture = new ServingFixture(new ModelOptions { DefaultDeadline = TimeSpan.FromMilliseconds(300) });
        var running = await fixture.OccupyAsync();
        fixture.Time.Advance(TimeSpan.FromMilliseconds(299));
        running.IsCompleted.ShouldBeFalse();
        fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await running.ErrorAsync()).Status.ShouldBe(InferenceStatus.DeadlineExceeded);
    }

    [Fact]
    public async Task A_deadline_that_has_passed_is_refused_without_a_run()
    {
        await using var fixture = new ServingFixture();
        await fixture.Send(WithDeadline(fixture.Clock.Now, 1)).ShouldFailAsync(InferenceStatus.DeadlineExceeded, "Request timeout expired");
        fixture.Gate.Arrived.ShouldBe(0);
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(21, true)]
    public async Task A_deadline_shorter_than_half_the_usual_run_is_refused_without_a_run(double milliseconds, bool isAdmitted)
    {
        await using var fixture = new ServingFixture();
        fixture.Servable.Learn(rows: 1, nanoseconds: 40_000_000);
        var reply = fixture.Send(WithDeadline(fixture.In(milliseconds), 1));
        if (isAdmitted)
            await reply.FloatsAsync();
        else
            (await reply.ErrorAsync()).Status.ShouldBe(InferenceStatus.DeadlineExceeded);
        fixture.Gate.Arrived.ShouldBe(isAdmitted ? 1 : 0);
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(101, true)]
    public async Task What_stands_ahead_counts_when_a_deadline_is_judged(double milliseconds, bool isAdmitted)
    {
        await using var fixture = new ServingFixture(maxBatch: 1);
        fixture.Servable.Learn(rows: 1, nanoseconds: 40_000_000);
        var ahead = new List<Task<InferenceReply>> { await fixture.OccupyAsync() };
        ahead.AddRange(Enumerable.Range(0, 4).Select(i => fixture.Send(i)));
        var reply = fixture.Send(WithDeadline(fixture.In(milliseconds), 1));
        reply.IsCompleted.ShouldBe(!isAdmitted);
        fixture.Gate.Open();
        await ahead.AllGoodAsync();
        if (isAdmitted)
            await reply.FloatsAsync();
        else
            (await reply.ErrorAsync()).Status.ShouldBe(InferenceStatus.DeadlineExceeded);
    }

    [Fact]
    public async Task A_cancelled_request_leaves_the_queue()
    {
        await using var fixture = new ServingFixture(new ModelOptions { QueueLimit = 1 });
        var running = await fixture.OccupyAsync();
        using var cancellation = new CancellationTokenSource();
        var cancelled = fixture.Send(ServingFixture.Request(1), cancellation.Token);
        await cancellation.CancelAsync();
        await cancelled.ShouldFailAsync(InferenceStatus.Cancelled, "Request cancelled by the client");
        fixture.Servable.Statistics.QueueDepth.ShouldBe(0);
        var next = fixture.Send(2);
        fixture.Gate.Open();
        await running.FloatsAsync();
        await next.FloatsAsync();
        fixture.Session.Runs.SelectMany(run => run.Floats).ShouldNotContain(1);
    }

    [Fact]
    public async Task A_request_cancelled_while_it_runs_is_answered_at_once_and_its_result_discarded()
    {
        await using var fixture = new ServingFixture();
        var running = await fixture.OccupyAsync();
        using var cancellation = new CancellationTokenSource();
        var batched = fixture.Send(ServingFixture.Request(1), cancellation.Token);
        var other = fixture.Send(2);
        fixture.Gate.LetOnePass();
        await running.FloatsAsync();
        await fixture.Gate.ArrivalsAsync(2);
        await cancellation.CancelAsync();
        await batched.ShouldFailAsync(InferenceStatus.Cancelled, "Request cancelled by the client");
        other.IsCompleted.ShouldBeFalse();
        fixture.Gate.Open();
        (await other.FloatsAsync()).ShouldBe([4f]);
        fixture.Servable.Statistics.Success.Count.ShouldBe(2);
        fixture.Servable.Statistics.Fail.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Cancelling_ends_a_run_of_its_own()
    {
        await using var fixture = new ServingFixture();
        fixture.Gate.Close();
        using var cancellation = new CancellationTokenSource();
        var cancelled = fixture.Send(ServingFixture.Request(1), cancellation.Token);
        await fixture.Gate.ArrivalsAsync(1);
        await cancellation.CancelAsync();
        (await cancelled.ErrorAsync()).Status.ShouldBe(InferenceStatus.Cancelled);
        var next = fixture.Send(2);
        await fixture.Gate.ArrivalsAsync(2); // the slot is free again although the gate never opened
        fixture.Gate.Open();
        await next.FloatsAsync();
    }

    [Fact]
    public async Task A_request_that_comes_cancelled_never_runs()
    {
        await using var fixture = new ServingFixture();
        (await fixture.Send(ServingFixture.Request(1), new CancellationToken(canceled: true)).ErrorAsync()).Status.ShouldBe(InferenceStatus.Cancelled);
        fixture.Gate.Arrived.ShouldBe(0);
    }

    private static InferenceRequest WithDeadline(long deadline, params float[] rows)
    {
        var request = ServingFixture.Request(rows);
        request.Deadline = deadline;
        return request;
    }
}
