using ModelCluster.Actors.Kernel;
using ModelCluster.TestKit;

namespace ModelCluster.Actors.Tests.Kernel;

public sealed class LifecycleTests : KernelTest
{
    private Props<string> Named(string name, Action<string, TestActor<string>>? receive = null, Action<TestActor<string>>? preStart = null) =>
        Props.Create(() => new TestActor<string>
        {
            OnPreStart = actor =>
            {
                Log.Ref.Tell($"{name} started");
                preStart?.Invoke(actor);
            },
            OnPostStop = _ => Log.Ref.Tell($"{name} stopped"),
            OnReceive = receive ?? ((message, _) => Log.Ref.Tell($"{name} got {message}")),
        });

    [Fact]
    public async Task Starts_before_the_first_message()
    {
        System.Spawn(Named("a")).Tell("x");
        await Log.ExpectMessageAsync("a started");
        await Log.ExpectMessageAsync("a got x");
    }

    [Fact]
    public async Task Stops_children_first_and_calls_PostStop_once_each()
    {
        var parent = System.Spawn(Named("parent", preStart: actor =>
            actor.Context.Spawn(Named("child", preStart: child => child.Context.Spawn(Named("grandchild"))))));
        await Log.ExpectMessageAsync("parent started");
        await Log.ExpectMessageAsync("child started");
        await Log.ExpectMessageAsync("grandchild started");

        System.Stop(parent);
        System.Stop(parent);
        await parent.ExpectTerminatedAsync();
        await Log.ExpectMessageAsync("grandchild stopped");
        await Log.ExpectMessageAsync("child stopped");
        await Log.ExpectMessageAsync("parent stopped");
        await Log.ExpectNoMessageAsync();
    }

    [Fact]
    public async Task Finishes_the_message_in_work_and_makes_dead_letters_of_the_rest()
    {
        var actor = System.Spawn(Named("a", (message, actor) =>
        {
            actor.Context.Self.Tell("left");
            actor.Context.StopSelf();
            Log.Ref.Tell($"finished {message}");
        }));
        actor.Tell("x");
        await actor.ExpectTerminatedAsync();
        await Log.ExpectMessageAsync("a started");
        await Log.ExpectMessageAsync("finished x");
        await Log.ExpectMessageAsync("a stopped");
        await Log.ExpectNoMessageAsync();
        Events.DeadLetters.ShouldBe([new DeadLetter(actor.Path, "left", DeadLetterReason.ActorStopped)]);

        actor.Tell("late");
        actor.TryTell("later").ShouldBeFalse();
        Events.DeadLetters.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Goes_on_stopping_when_PostStop_throws()
    {
        var parent = System.Spawn(Props.Create(() => new TestActor<string>
        {
            OnPreStart = actor => actor.Context.Spawn(Props.Create(() => new TestActor<string>
            {
                OnPostStop = _ => throw new InvalidOperationException("child's PostStop"),
            }), "child"),
            OnPostStop = _ => throw new InvalidOperationException("parent's PostStop"),
        }), "parent");
        System.Stop(parent);
        await parent.ExpectTerminatedAsync();
        Events.HookFailures.Select(f => (f.Failure.Actor.Name, f.Failure.Exception.Message, f.Hook)).ShouldBe(
            [("child", "child's PostStop", "PostStop"), ("parent", "parent's PostStop", "PostStop")]);
    }

    [Fact]
    public async Task Keeps_names_unique_among_siblings_until_the_holder_has_terminated()
    {
        var first = System.Spawn(Named("a"), "same");
        Should.Throw<InvalidOperationException>(() => System.Spawn(Named("b"), "same")).Message.ShouldContain("/user/same exists already");
        System.Stop(first);
        await first.ExpectTerminatedAsync();
        await System.WhenIdleAsync();
        var second = System.Spawn(Named("b"), "same");
        System.Find("/user/same").ShouldBeSameAs(second);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("$1")]
    public void Refuses_bad_names(string name) => Should.Throw<ArgumentException>(() => System.Spawn(Named("a"), name));

    [Fact]
    public async Task Gives_names_to_the_nameless_and_finds_actors_by_path()
    {
        var parent = Spawn<string>((_, context) => context.Spawn(Named("child"), "child"), "parent");
        parent.Tell("spawn");
        await Log.ExpectMessageAsync("child started");
        System.Find("/user/parent/child")!.Path.ToString().ShouldBe("/user/parent/child");
        System.Find("/user/parent/nobody").ShouldBeNull();
        System.Find("nonsense").ShouldBeNull();
        System.Spawn(Named("x")).Path.Name.ShouldBe("$1");
        System.Spawn(Named("y")).Path.Name.ShouldBe("$2");
    }

    [Fact]
    public async Task A_parent_stops_its_own_children_only()
    {
        var stranger = System.Spawn(Named("stranger"));
        var parent = Spawn<string>((_, context) =>
        {
            Should.Throw<ArgumentException>(() => context.Stop(stranger));
            var child = context.Spawn(Named("child"));
            context.Children.ShouldBe([child]);
            context.Stop(child);
        });
        parent.Tell("go");
        await Log.FishForMessageAsync(message => message == "child stopped");
        await System.WhenIdleAsync();
        Events.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_context_is_for_the_turn_only()
    {
        ActorContext<string>? kept = null;
        var actor = Spawn<string>((_, context) => kept = context);
        actor.Tell("x");
        await System.WhenIdleAsync();
        Should.Throw<InvalidOperationException>(() => kept!.StopSelf()).Message.ShouldContain("outside its turn");
        Should.Throw<InvalidOperationException>(() => kept!.Timers.CancelAll());
    }

    [Fact]
    public async Task Brings_asynchronous_work_back_as_a_message()
    {
        var work = new TaskCompletionSource<int>();
        var broken = new TaskCompletionSource();
        var actor = System.Spawn(Props.Create(() => new TestActor<string>
        {
            OnPreStart = actor =>
            {
                actor.Context.PipeToSelf(work.Task, n => $"result {n}", e => $"failed: {e.Message}");
                actor.Context.PipeToSelf(broken.Task, () => "done", e => $"failed: {e.Message}");
            },
            OnReceive = (message, _) => Log.Ref.Tell(message),
        }));
        work.SetResult(5);
        await Log.ExpectMessageAsync("result 5");
        broken.SetException(new IOException("disk"));
        await Log.ExpectMessageAsync("failed: disk");
        System.Stop(actor);
    }

    [Fact]
    public async Task Makes_a_dead_letter_of_work_that_comes_back_too_late()
    {
        var work = new TaskCompletionSource<int>();
        var actor = Spawn<string>((_, context) => context.PipeToSelf(work.Task, n => $"result {n}", e => e.Message));
        actor.Tell("start");
        await System.WhenIdleAsync();
        System.Stop(actor);
        await actor.ExpectTerminatedAsync();
        work.SetResult(5);
        await Task.Run(() => SpinWait.SpinUntil(() => !Events.DeadLetters.IsEmpty, RealTimeGuard.Limit));
        Events.DeadLetters.ShouldBe([new DeadLetter(actor.Path, "result 5", DeadLetterReason.ActorStopped)]);
    }

    [Fact]
    public async Task Disposes_what_a_dead_letter_owns()
    {
        var actor = Spawn<object>((_, _) => { });
        var (handled, waiting, late) = (new Owner(), new Owner(), new Owner());
        actor.Tell(handled);
        await System.WhenIdleAsync();
        var gate = new Gate();
        var holder = Spawn<object>((_, context) =>
        {
            gate.Pass();
            context.StopSelf();
        });
        holder.Tell("x");
        holder.Tell(waiting);
        gate.Open();
        await holder.ExpectTerminatedAsync();
        holder.Tell(late);
        (handled.Disposed, waiting.Disposed, late.Disposed).ShouldBe((0, 1, 1));
        Events.HookFailures.Count.ShouldBe(2);
    }

    private sealed class Owner : IDisposable
    {
        public int Disposed { get; private set; }

        public void Dispose()
        {
            Disposed++;
            throw new IOException("reported, and no more");
        }
    }
}
