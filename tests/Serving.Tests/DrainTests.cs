using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.TestKit;

namespace ModelCluster.Serving.Tests;

public class DrainTests
{
    [Fact]
    public async Task Accepted_requests_are_answered_before_the_drain_ends()
    {
        await using var fixture = new ServingFixture(maxBatch: 1);
        var accepted = new[] { await fixture.OccupyAsync(1), fixture.Send(2), fixture.Send(3) };
        var drained = fixture.Servable.DrainAsync();
        drained.IsCompleted.ShouldBeFalse();
        fixture.Gate.LetOnePass();
        await fixture.Gate.ArrivalsAsync(2);
        drained.IsCompleted.ShouldBeFalse();
        fixture.Gate.Open();
        await drained.OrFailAsync("the drain");
        accepted.ShouldAllBe(task => task.IsCompletedSuccessfully || !task.IsFaulted);
        await accepted.AllGoodAsync();
    }

    [Fact]
    public async Task An_idle_servable_is_drained_at_once()
    {
        await using var fixture = new ServingFixture(instances: 3);
        fixture.Servable.DrainAsync().IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_request_that_comes_later_is_left_whole_for_the_successor()
    {
        await using var fixture = new ServingFixture();
        await using var successor = new ServingFixture();
        var running = await fixture.OccupyAsync(1);
        var drained = fixture.Servable.DrainAsync();
        var request = ServingFixture.Request(5, 6);
        using var cancellation = new CancellationTokenSource();
        fixture.Servable.TrySubmit(request, cancellation.Token, out _).ShouldBeFalse();
        request.Inputs.ShouldHaveSingleItem().Name.ShouldBe("x");
        (await successor.Send(request, cancellation.Token).FloatsAsync()).ShouldBe([10f, 12]);
        fixture.Gate.Open();
        await running.FloatsAsync();
        await drained.OrFailAsync("the drain");
        fixture.Servable.Statistics.Fail.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_batch_that_was_forming_runs_without_waiting_for_its_delay()
    {
        await using var fixture = new ServingFixture(new ModelOptions { BatchDelay = TimeSpan.FromSeconds(5) });
        var waiting = fixture.Send(1);
        await fixture.Servable.DrainAsync().OrFailAsync("the drain");
        await waiting.FloatsAsync();
    }

    [Fact]
    public async Task Held_requests_run_when_it_drains()
    {
        await using var fixture = new ServingFixture(new ModelOptions { HoldUntilQueued = 100 }, maxBatch: 1, instances: 2);
        fixture.Gate.Close();
        var held = new[] { fixture.Send(1), fixture.Send(2) };
        var drained = fixture.Servable.DrainAsync();
        await fixture.Gate.ArrivalsAsync(2);
        fixture.Gate.Open();
        await drained.OrFailAsync("the drain");
        await held.AllGoodAsync();
    }

    [Fact]
    public async Task The_drain_ends_when_the_last_waiting_request_is_cancelled_or_expires()
    {
        await using var fixture = new ServingFixture(new ModelOptions { QueueLimit = 10 }, maxBatch: 1);
        var running = await fixture.OccupyAsync(1);
        using var cancellation = new CancellationTokenSource();
        var cancelled = fixture.Send(ServingFixture.Request(2), cancellation.Token);
        var expiring = ServingFixture.Request(3);
        expiring.Deadline = fixture.In(10);
        var expired = fixture.Send(expiring);
        var drained = fixture.Servable.DrainAsync();
        await cancellation.CancelAsync();
        fixture.Time.Advance(TimeSpan.FromMilliseconds(10));
        (await cancelled.ErrorAsync()).Status.ShouldBe(InferenceStatus.Cancelled);
        (await expired.ErrorAsync()).Status.ShouldBe(InferenceStatus.DeadlineExceeded);
        drained.IsCompleted.ShouldBeFalse();
        fixture.Gate.Open();
        await drained.OrFailAsync("the drain");
        await running.FloatsAsync();
        fixture.Gate.Arrived.ShouldBe(1);
    }

    [Fact]
    public async Task Disposing_frees_the_runners_and_then_the_session()
    {
        await using var fixture = new ServingFixture(instances: 3);
        await fixture.Send(1).FloatsAsync();
        await fixture.Servable.DrainAsync().OrFailAsync("the drain");
        fixture.Servable.Dispose(); // the fake throws on a wrong order, and on a second time
        fixture.Session.IsDisposed.ShouldBeTrue();
    }
}
