using ModelCluster.Actors.Kernel;
using ModelCluster.TestKit;

namespace ModelCluster.Actors.Tests.Kernel;

public sealed class ShutdownTests : IAsyncDisposable
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    private readonly VirtualTime _time = new();
    private readonly RecordedEvents _events = new();
    private readonly ActorSystem _system;

    public ShutdownTests() => _system = new ActorSystem(_events, _time);

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    private Task<IReadOnlyList<ShutdownResult>> RunAsync() => _system.Shutdown.RunAsync(Budget);

    [Fact]
    public async Task Runs_phases_in_order_the_tasks_of_one_together_and_the_actors_last()
    {
        var order = new List<string>();
        var (left, right) = (new TaskCompletionSource(), new TaskCompletionSource());
        _system.Spawn(Props.Create(() => new TestActor<string> { OnPostStop = _ => order.Add("actor") }));
        Add(ShutdownPhase.Leave, "leave");
        Add(ShutdownPhase.Announce, "announce");
        _system.Shutdown.AddTask(ShutdownPhase.Drain, "left", _ =>
        {
            left.SetResult();
            return right.Task;
        });
        _system.Shutdown.AddTask(ShutdownPhase.Drain, "right", _ =>
        {
            right.SetResult();
            return left.Task;
        });

        var results = await RunAsync().OrFailAsync("the shutdown");
        order.ShouldBe(["announce", "leave", "actor"]);
        results.Select(result => result.Task).ShouldBe(["announce", "left", "right", "leave", "actors"]);
        results.ShouldAllBe(result => result.Outcome == ShutdownOutcome.Done);
        _system.Terminated.IsCompleted.ShouldBeTrue();

        void Add(int phase, string name) => _system.Shutdown.AddTask(phase, name, _ =>
        {
            order.Add(name);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_failing_task_does_not_hold_up_the_rest()
    {
        _system.Shutdown.AddTask(1, "broken", _ => throw new IOException("no"));
        _system.Shutdown.AddTask(2, "next", _ => Task.CompletedTask);
        var results = await RunAsync().OrFailAsync("the shutdown");
        results.Select(result => result.Outcome).ShouldBe([ShutdownOutcome.Failed, ShutdownOutcome.Done, ShutdownOutcome.Done]);
        _events.ShutdownFailures.Single().Exception!.Message.ShouldBe("no");
    }

    [Fact]
    public async Task A_task_that_hangs_ends_with_the_budget_and_the_actors_are_still_told_to_stop()
    {
        CancellationToken seen = default;
        var entered = new TaskCompletionSource();
        _system.Shutdown.AddTask(1, "hangs", token =>
        {
            seen = token;
            entered.SetResult();
            return new TaskCompletionSource().Task;
        });
        _system.Shutdown.AddTask(2, "too late", _ => Task.CompletedTask);
        var run = RunAsync();
        await entered.Task.OrFailAsync("the task");
        _time.Advance(Budget - TimeSpan.FromTicks(1));
        run.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromTicks(1));
        var results = await run.OrFailAsync("the shutdown");
        results.Take(2).Select(result => result.Outcome).ShouldBe([ShutdownOutcome.TimedOut, ShutdownOutcome.Skipped]);
        seen.IsCancellationRequested.ShouldBeTrue();
        await _system.Terminated.OrFailAsync("the end of the actors");
    }

    [Fact]
    public async Task Names_the_actors_that_do_not_stop_in_time()
    {
        var gate = new Gate();
        var stuck = _system.Spawn(Props.Create(() => new TestActor<string>
        {
            OnReceive = (_, _) =>
            {
                gate.Pass();
            },
        }), "stuck");
        stuck.Tell("x");
        await gate.EnteredAsync();
        var run = RunAsync();
        await _time.WaitForTimersAsync(1);
        _time.Advance(Budget);
        var last = (await run.OrFailAsync("the shutdown"))[^1];
        last.Exception!.Message.ShouldContain("/user/stuck");
        gate.Open();
        await _system.Terminated.OrFailAsync("the end of the actors");
    }

    [Fact]
    public async Task Runs_once_and_takes_no_more_tasks()
    {
        var runs = 0;
        _system.Shutdown.AddTask(1, "count", _ => Task.FromResult(Interlocked.Increment(ref runs)));
        await Task.WhenAll(RunAsync(), RunAsync(), _system.DisposeAsync().AsTask()).OrFailAsync("the shutdown");
        runs.ShouldBe(1);
        Should.Throw<InvalidOperationException>(() => _system.Shutdown.AddTask(1, "late", _ => Task.CompletedTask));
    }

    [Fact]
    public async Task Stops_under_load_and_accounts_for_every_message()
    {
        var (handled, sent) = (0, 0);
        var actors = Enumerable.Range(0, 50).Select(_ => _system.Spawn(Props.Create(() => new TestActor<string>
        {
            OnReceive = (_, _) => Interlocked.Increment(ref handled),
        }))).ToList();
        using var senders = new CancellationTokenSource();
        var underway = new TaskCompletionSource();
        var storm = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
        {
            while (!senders.IsCancellationRequested)
            {
                foreach (var actor in actors)
                    if (actor.TryTell("x") && Interlocked.Increment(ref sent) == 10_000) underway.SetResult();
            }
        }, TaskCreationOptions.LongRunning)).ToList();
        await underway.Task.OrFailAsync("the storm");
        await RunAsync().OrFailAsync("the shutdown");
        await senders.CancelAsync();
        await Task.WhenAll(storm);
        (handled + _events.DeadLetters.Count).ShouldBe(sent);
    }
}
