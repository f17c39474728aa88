using ModelCluster.Contracts.Inference;

namespace ModelCluster.Serving.Tests;

public class CallersThreadTests
{
    [Fact]
    public async Task A_short_run_on_an_idle_slot_happens_on_the_callers_own_thread()
    {
        await using var fixture = new ServingFixture();
        fixture.Servable.Learn(rows: 1, nanoseconds: 50_000);
        var reply = fixture.Send(1);
        reply.IsCompleted.ShouldBeTrue();
        fixture.Session.Runs.ShouldHaveSingleItem().ThreadId.ShouldBe(Environment.CurrentManagedThreadId);
        (await reply.FloatsAsync()).ShouldBe([2f]);
    }

    [Theory]
    [InlineData(0)] // not measured yet
    [InlineData(300_000)]
    public async Task A_run_that_may_be_long_happens_elsewhere(long nanoseconds)
    {
        await using var fixture = new ServingFixture();
        if (nanoseconds > 0)
            fixture.Servable.Learn(rows: 1, nanoseconds);
        fixture.Gate.Close();
        var reply = fixture.Send(1);
        await fixture.Gate.ArrivalsAsync(1);
        reply.IsCompleted.ShouldBeFalse();
        fixture.Gate.Open();
        await reply.FloatsAsync();
    }

    [Fact]
    public async Task What_comes_while_a_callers_thread_runs_is_run_after_it_by_another()
    {
        await using var fixture = new ServingFixture();
        fixture.Servable.Learn(rows: 1, nanoseconds: 50_000);
        fixture.Gate.Close();
        var caller = Task.Factory.StartNew(() => fixture.Send(1), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await fixture.Gate.ArrivalsAsync(1);
        var others = new[] { fixture.Send(2), fixture.Send(3) };
        fixture.Gate.Open();
        await (await caller).FloatsAsync();
        await others.AllGoodAsync();
        fixture.Session.RunRows.ShouldBe([1L, 2]);
        fixture.Session.Runs[1].ThreadId.ShouldNotBe(fixture.Session.Runs[0].ThreadId);
    }

    [Fact]
    public async Task A_deadline_holds_for_a_run_on_the_callers_thread()
    {
        await using var fixture = new ServingFixture();
        fixture.Servable.Learn(rows: 1, nanoseconds: 50_000);
        fixture.Session.Fails = _ =>
        {
            fixture.Time.Advance(TimeSpan.FromMilliseconds(20));
            return null;
        };
        var request = ServingFixture.Request(1);
        request.Deadline = fixture.In(20);
        (await fixture.Send(request).ErrorAsync()).Status.ShouldBe(InferenceStatus.DeadlineExceeded);
    }
}
