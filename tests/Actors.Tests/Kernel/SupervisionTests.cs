using ModelCluster.Actors.Kernel;
using ModelCluster.TestKit;

namespace ModelCluster.Actors.Tests.Kernel;

public sealed class SupervisionTests : KernelTest
{
    private int _instances;

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    /// <summary>Fails on "fail"; says with which instance it handled each other message.</summary>
    private Props<string> Fragile() => Props.Create(() =>
    {
        var instance = Interlocked.Increment(ref _instances);
        return new TestActor<string>
        {
            OnPreStart = _ => Log.Ref.Tell($"#{instance} started"),
            OnPostStop = _ => Log.Ref.Tell($"#{instance} stopped"),
            OnReceive = (message, _) =>
            {
                if (message == "fail") throw new InvalidDataException("told to fail");
                Log.Ref.Tell($"#{instance} {message}");
            },
        };
    });

    private (ActorRef<string> Child, ActorRef<string> Parent) Family(SupervisorStrategy strategy, Props<string>? child = null)
    {
        var made = new TaskCompletionSource<ActorRef<string>>();
        var parent = System.Spawn(Props.Create(() => new TestActor<string>
        {
            OnPreStart = actor => made.TrySetResult(actor.Context.Spawn(child ?? Fragile(), "child")),
        }).WithStrategy(strategy), "parent");
        return (made.Task.GetAwaiter().GetResult(), parent);
    }

    private static SupervisorStrategy Always(Directive directive) => new(_ => directive);

    [Fact]
    public async Task Restart_makes_a_new_instance_and_keeps_the_waiting_messages()
    {
        var (child, _) = Family(Always(Directive.Restart));
        child.Tell("fail");
        child.Tell("x");
        foreach (var line in new[] { "#1 started", "#1 stopped", "#2 started", "#2 x" }) await Log.ExpectMessageAsync(line);
        await Log.ExpectNoMessageAsync();
        StatsOf(child).Restarts.ShouldBe(1);
        StatsOf(child).LastFailure!.Exception.ShouldBeOfType<InvalidDataException>();
        Events.Failures.Single().Directive.ShouldBe(Directive.Restart);
    }

    [Fact]
    public async Task Resume_keeps_the_instance()
    {
        var (child, _) = Family(Always(Directive.Resume));
        child.Tell("fail");
        child.Tell("x");
        foreach (var line in new[] { "#1 started", "#1 x" }) await Log.ExpectMessageAsync(line);
        StatsOf(child).Restarts.ShouldBe(0);
    }

    [Fact]
    public async Task Stop_ends_the_child_and_leaves_the_parent()
    {
        var (child, parent) = Family(SupervisorStrategy.Stopping);
        child.Tell("fail");
        child.Tell("x");
        await child.ExpectTerminatedAsync();
        foreach (var line in new[] { "#1 started", "#1 stopped" }) await Log.ExpectMessageAsync(line);
        await Log.ExpectNoMessageAsync();
        Events.DeadLetters.Single().Message.ShouldBe("x");
        StatsOf(parent).State.ShouldBe(ActorState.Running);
    }

    [Fact]
    public async Task Restarts_with_growing_backoff_and_stops_at_the_limit()
    {
        var strategy = Always(Directive.Restart).WithLimit(3, TimeSpan.FromMinutes(1))
            .WithBackoff(new RestartBackoff(Seconds(1), Seconds(3), jitter: 0.5, random: () => 0.5));
        var (child, _) = Family(strategy);
        await Log.ExpectMessageAsync("#1 started");
        var instance = 1;
        foreach (var wait in new[] { 1.25, 2.5, 3.75 })
        {
            child.Tell("fail");
            child.Tell("x");
            await Log.ExpectMessageAsync($"#{instance} stopped");
            await Time.WaitForTimersAsync(1);
            StatsOf(child).State.ShouldBe(ActorState.Restarting);
            Time.Advance(Seconds(wait) - TimeSpan.FromTicks(1));
            await Log.ExpectNoMessageAsync();
            Time.Advance(TimeSpan.FromTicks(1));
            instance++;
            await Log.ExpectMessageAsync($"#{instance} started");
            await Log.ExpectMessageAsync($"#{instance} x");
        }

        child.Tell("fail");
        await child.ExpectTerminatedAsync();
        Events.Failures.Select(f => (f.Directive, f.Backoff.TotalSeconds)).ShouldBe(
            [(Directive.Restart, 1.25), (Directive.Restart, 2.5), (Directive.Restart, 3.75), (Directive.Stop, 0)]);
    }

    [Fact]
    public async Task Counts_restarts_anew_after_the_window()
    {
        var (child, _) = Family(Always(Directive.Restart).WithLimit(1, Seconds(10)));
        for (var i = 0; i < 3; i++)
        {
            child.Tell("fail");
            await System.WhenIdleAsync();
            Time.Advance(Seconds(10) + TimeSpan.FromTicks(1));
        }

        StatsOf(child).Restarts.ShouldBe(3);
        child.Tell("fail");
        await System.WhenIdleAsync();
        Time.Advance(Seconds(10));
        child.Tell("fail");
        await child.ExpectTerminatedAsync();
    }

    [Fact]
    public async Task Escalate_lets_the_grandparent_decide_about_the_parent()
    {
        ActorRef<string>? child = null;
        var grandparent = System.Spawn(Props.Create(() => new TestActor<string>
        {
            OnPreStart = g => g.Context.Spawn(
                Props.Create(() => new TestActor<string>
                {
                    OnPreStart = p => child = p.Context.Spawn(Fragile(), "child"),
                    OnPostStop = _ => Log.Ref.Tell("parent stopped"),
                }).WithStrategy(SupervisorStrategy.Escalating), "parent"),
        }).WithStrategy(SupervisorStrategy.Stopping), "grandparent");
        await Log.ExpectMessageAsync("#1 started");
        child!.Tell("fail");
        await Log.ExpectMessageAsync("#1 stopped");
        await Log.ExpectMessageAsync("parent stopped");
        await System.WhenIdleAsync();
        StatsOf(grandparent).State.ShouldBe(ActorState.Running);
        System.Find("/user/grandparent/parent").ShouldBeNull();
        Events.Failures.Select(f => (f.Failure.Actor.Name, f.Directive)).ShouldBe([("child", Directive.Escalate), ("parent", Directive.Stop)]);
    }

    [Theory]
    [InlineData(Directive.Resume, "#1 x")]
    [InlineData(Directive.Restart, "#2 x")]
    public async Task Children_whose_failure_was_escalated_go_on_with_their_parent(Directive decision, string expected)
    {
        ActorRef<string>? child = null;
        System.Spawn(Props.Create(() => new TestActor<string>
        {
            OnPreStart = g => g.Context.Spawn(
                Props.Create(() => new TestActor<string>
                {
                    OnPreStart = p => child = p.Context.Spawn(Fragile(), "child"),
                    OnPreRestart = (_, _, _) => { },
                    OnPostRestart = (_, _) => { },
                }).WithStrategy(SupervisorStrategy.Escalating), "parent"),
        }).WithStrategy(Always(decision)), "grandparent");
        await Log.ExpectMessageAsync("#1 started");
        child!.Tell("fail");
        child.Tell("x");
        (await Log.FishForMessageAsync(line => line.EndsWith('x'))).ShouldBe(expected);
    }

    [Fact]
    public async Task An_escalation_to_the_top_stops_the_whole_tree_and_nothing_else()
    {
        var events = new RecordedEvents();
        var system = new ActorSystem(events, Time, new ActorSystemOptions { GuardianStrategy = SupervisorStrategy.Escalating });
        var bystander = new TestProbe<string>(system);
        var actor = system.Spawn(Props.Create(() => new TestActor<string> { OnReceive = (_, _) => throw new InvalidDataException() }));
        actor.Tell("fail");
        await system.Terminated.OrFailAsync("the end of the tree");
        bystander.Ref.Terminated.IsCompleted.ShouldBeTrue();
        events.Failures.Select(f => f.Directive).ShouldBe([Directive.Escalate, Directive.Stop]);
        Should.Throw<InvalidOperationException>(() => system.Spawn(Fragile()));
        await system.DisposeAsync();
    }

    [Fact]
    public async Task A_throwing_constructor_is_a_failure_of_the_child_and_stops_it_by_default()
    {
        var (child, parent) = Family(SupervisorStrategy.Default, Props.Create<string>(() => throw new IOException("no file")));
        child.Tell("x");
        await child.ExpectTerminatedAsync();
        StatsOf(parent).State.ShouldBe(ActorState.Running);
        var failure = Events.Failures.Single();
        failure.Directive.ShouldBe(Directive.Stop);
        failure.Failure.Exception.ShouldBeOfType<ActorInitializationException>().InnerException!.Message.ShouldBe("no file");
        Events.DeadLetters.Single().Message.ShouldBe("x");
    }

    [Theory]
    [InlineData(Directive.Restart)]
    [InlineData(Directive.Resume)]
    public async Task A_child_that_could_not_start_starts_when_its_parent_lets_it_try_again(Directive directive)
    {
        var tries = 0;
        var (child, _) = Family(Always(directive), Props.Create(() => new TestActor<string>
        {
            OnPreStart = _ =>
            {
                if (++tries < 3) throw new IOException("not yet");
            },
            OnPostRestart = (_, _) => Log.Ref.Tell("PostRestart is for restarts of what had started"),
            OnPostStop = _ => Log.Ref.Tell("PostStop is for what had started"),
            OnReceive = (message, _) => Log.Ref.Tell($"{message} at try {tries}"),
        }));
        child.Tell("x");
        await Log.ExpectMessageAsync("x at try 3");
    }

    [Fact]
    public async Task A_throwing_constructor_of_a_top_level_actor_does_not_reach_the_caller()
    {
        var actor = System.Spawn(Props.Create<string>(() => throw new IOException("no file")));
        await actor.ExpectTerminatedAsync();
        Events.Failures.Single().Directive.ShouldBe(Directive.Stop);
    }

    [Fact]
    public async Task A_child_that_fails_while_its_parent_stops_does_not_hold_it_up()
    {
        var gate = new Gate();
        var (child, parent) = Family(Always(Directive.Restart), Props.Create(() => new TestActor<string>
        {
            OnReceive = (_, _) =>
            {
                gate.Pass();
                throw new InvalidDataException("while stopping");
            },
        }));
        child.Tell("x");
        await gate.EnteredAsync();
        System.Stop(parent);
        await Task.Run(() => SpinWait.SpinUntil(() => StatsOf(parent).State is ActorState.Stopping, RealTimeGuard.Limit));
        gate.Open();
        await parent.ExpectTerminatedAsync();
        child.Terminated.IsCompleted.ShouldBeTrue();
        Events.Failures.Single().Directive.ShouldBe(Directive.Stop);
    }

    [Fact]
    public async Task A_child_in_backoff_stops_with_its_parent()
    {
        var (child, parent) = Family(Always(Directive.Restart).WithBackoff(new RestartBackoff(Seconds(60), Seconds(60))));
        child.Tell("fail");
        await Time.WaitForTimersAsync(1);
        System.Stop(parent);
        await parent.ExpectTerminatedAsync();
        Time.ActiveTimers.ShouldBe(0);
    }

    [Fact]
    public async Task A_restart_stops_the_children_first()
    {
        var (actor, _) = Family(Always(Directive.Restart), Props.Create(() =>
        {
            var instance = Interlocked.Increment(ref _instances);
            return new TestActor<string>
            {
                OnPreStart = a =>
                {
                    Log.Ref.Tell($"#{instance} started");
                    a.Context.Spawn(Props.Create(() => new TestActor<string> { OnPostStop = _ => Log.Ref.Tell($"child of #{instance} stopped") }), "same");
                },
                OnReceive = (_, _) => throw new InvalidDataException(),
            };
        }));
        await Log.ExpectMessageAsync("#1 started");
        actor.Tell("fail");
        await Log.ExpectMessageAsync("child of #1 stopped");
        await Log.ExpectMessageAsync("#2 started");
        System.Find($"{actor.Path}/same").ShouldNotBeNull();
    }

    [Fact]
    public async Task PreRestart_learns_the_failure_and_the_message_and_may_throw()
    {
        var (child, _) = Family(Always(Directive.Restart), Props.Create(() => new TestActor<string>
        {
            OnPreRestart = (_, reason, message) =>
            {
                Log.Ref.Tell($"{reason.Message} on {message}");
                throw new IOException("PreRestart too");
            },
            OnPostRestart = (_, reason) => Log.Ref.Tell($"again after {reason.Message}"),
            OnReceive = (_, _) => throw new InvalidDataException("bad"),
        }));
        child.Tell("x");
        await Log.ExpectMessageAsync("bad on x");
        await Log.ExpectMessageAsync("again after bad");
        Events.HookFailures.Single().Hook.ShouldBe("PreRestart");
    }

    [Fact]
    public async Task A_decider_that_throws_escalates()
    {
        var (child, parent) = Family(new SupervisorStrategy(_ => throw new IOException("decider")));
        child.Tell("fail");
        await System.WhenIdleAsync();
        Events.Failures.Select(f => (f.Failure.Actor.Name, f.Directive)).ShouldBe([("child", Directive.Escalate), ("parent", Directive.Restart)]);
        StatsOf(parent).Restarts.ShouldBe(1);
    }
}
