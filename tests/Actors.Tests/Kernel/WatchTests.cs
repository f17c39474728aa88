using ModelCluster.Actors.Kernel;
using ModelCluster.TestKit;

namespace ModelCluster.Actors.Tests.Kernel;

public sealed class WatchTests : KernelTest
{
    /// <summary>Runs what it is told to do in its own turn, and says the rest to the log.</summary>
    private ActorRef<object> Watcher() => Spawn<object>((message, context) =>
    {
        if (message is Action<ActorContext<object>> action) action(context);
        else Log.Ref.Tell((string)message);
    });

    private ActorRef<string> Watched() => Spawn<string>((message, context) =>
    {
        if (message == "stop") context.StopSelf();
        if (message == "fail") throw new InvalidDataException();
    });

    private static void Do(ActorRef<object> actor, Action<ActorContext<object>> action) => actor.Tell(action);

    [Fact]
    public async Task Tells_the_watcher_in_its_own_words_once()
    {
        var (watcher, watched) = (Watcher(), Watched());
        Do(watcher, context => context.Watch(watched, "first words"));
        Do(watcher, context => context.Watch(watched, "gone"));
        await System.WhenIdleAsync();
        watched.Tell("fail");
        await Log.ExpectNoMessageAsync();
        watched.Tell("stop");
        await Log.ExpectMessageAsync("gone");
        await Log.ExpectNoMessageAsync();
    }

    [Fact]
    public async Task Tells_at_once_of_an_actor_already_dead()
    {
        var (watcher, watched) = (Watcher(), Watched());
        System.Stop(watched);
        await watched.ExpectTerminatedAsync();
        Do(watcher, context => context.Watch(watched, "gone"));
        await Log.ExpectMessageAsync("gone");
    }

    [Fact]
    public async Task Never_misses_a_death_that_races_the_watch()
    {
        const int rounds = 2_000;
        var watcher = Watcher();
        for (var i = 0; i < rounds; i++)
        {
            var watched = Watched();
            Do(watcher, context => context.Watch(watched, "gone"));
            System.Stop(watched);
        }

        for (var i = 0; i < rounds; i++) await Log.ExpectMessageAsync("gone");
        await Log.ExpectNoMessageAsync();
    }

    [Fact]
    public async Task Comes_after_what_the_watched_sent_before_its_end()
    {
        var watcher = Watcher();
        var watched = Spawn<string>((_, context) =>
        {
            for (var i = 0; i < 500; i++) watcher.Tell($"{i}");
            context.StopSelf();
        });
        Do(watcher, context => context.Watch(watched, "gone"));
        await System.WhenIdleAsync();
        watched.Tell("go");
        for (var i = 0; i < 500; i++) await Log.ExpectMessageAsync($"{i}");
        await Log.ExpectMessageAsync("gone");
    }

    [Fact]
    public async Task Unwatch_holds_even_for_a_message_that_waits()
    {
        var (watcher, watched) = (Watcher(), Watched());
        Do(watcher, context =>
        {
            context.Watch(watched, "gone");
            System.Stop(watched);
            watched.Terminated.Wait(RealTimeGuard.Limit);
            context.Unwatch(watched);
        });
        await watched.ExpectTerminatedAsync();
        await Log.ExpectNoMessageAsync();
    }

    [Fact]
    public async Task Gets_into_a_full_mailbox()
    {
        var gate = new Gate();
        var watched = Watched();
        var watcher = Spawn<string>((message, context) =>
        {
            if (message == "watch") context.Watch(watched, "gone");
            if (message == "wait") gate.Pass();
            Log.Ref.Tell(message);
        }, configure: props => props.WithBoundedMailbox(1));
        watcher.Tell("watch");
        await Log.ExpectMessageAsync("watch");
        watcher.Tell("wait");
        await Task.Run(() => SpinWait.SpinUntil(() => StatsOf(watcher).MailboxDepth == 0, RealTimeGuard.Limit));
        watcher.TryTell("last").ShouldBeTrue();
        watcher.TryTell("too much").ShouldBeFalse();
        System.Stop(watched);
        await watched.ExpectTerminatedAsync();
        gate.Open();
        foreach (var line in new[] { "wait", "last", "gone" }) await Log.ExpectMessageAsync(line);
    }

    [Fact]
    public async Task A_parent_may_reuse_the_name_as_soon_as_it_is_told()
    {
        var parent = Spawn<string>((_, context) =>
        {
            var child = context.Spawn(Props.Create(() => new TestActor<string>()), "name");
            context.Watch(child, "again");
            context.Stop(child);
            Log.Ref.Tell("spawned");
        });
        parent.Tell("go");
        for (var i = 0; i < 100; i++) await Log.ExpectMessageAsync("spawned");
        System.Stop(parent);
    }
}
