using ModelCluster.Actors.Kernel;
using ModelCluster.TestKit;

namespace ModelCluster.Actors.Tests.Kernel;

public sealed class TimerTests : KernelTest
{
    private readonly ActorRef<object> _actor;

    public TimerTests() => _actor = Spawn<object>((message, context) =>
    {
        if (message is Action<ActorTimers<object>> action) action(context.Timers);
        else if (message is Exception failure) throw failure;
        else Log.Ref.Tell((string)message);
    });

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private async Task DoAsync(Action<ActorTimers<object>> action)
    {
        _actor.Tell(action);
        await System.WhenIdleAsync();
    }

    private async Task ExpectAfterAsync(double seconds, params string[] ticks)
    {
        Time.Advance(Seconds(seconds));
        foreach (var tick in ticks) await Log.ExpectMessageAsync(tick);
        await Log.ExpectNoMessageAsync();
    }

    [Fact]
    public async Task A_single_timer_ticks_once()
    {
        await DoAsync(timers => timers.StartSingleTimer("key", "tick", Seconds(1)));
        await ExpectAfterAsync(0.5);
        await DoAsync(timers => timers.IsTimerActive("key").ShouldBeTrue());
        await ExpectAfterAsync(0.5, "tick");
        await ExpectAfterAsync(10);
        await DoAsync(timers => timers.IsTimerActive("key").ShouldBeFalse());
        Events.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_periodic_timer_ticks_until_cancelled()
    {
        await DoAsync(timers => timers.StartPeriodicTimer("key", "tick", Seconds(0), Seconds(2)));
        await ExpectAfterAsync(0, "tick");
        await ExpectAfterAsync(2, "tick");
        await ExpectAfterAsync(2, "tick");
        await DoAsync(timers => timers.Cancel("key"));
        await ExpectAfterAsync(10);
        Time.ActiveTimers.ShouldBe(0);
    }

    [Fact]
    public async Task Timers_with_different_keys_live_side_by_side()
    {
        await DoAsync(timers => timers.StartSingleTimer(1, "one", Seconds(1)));
        await DoAsync(timers => timers.StartSingleTimer(2, "two", Seconds(2)));
        await ExpectAfterAsync(1, "one");
        await ExpectAfterAsync(1, "two");
    }

    [Fact]
    public async Task A_waiting_tick_of_a_cancelled_timer_is_not_delivered()
    {
        await DoAsync(timers =>
        {
            timers.StartSingleTimer("cancelled", "late", Seconds(1));
            timers.StartPeriodicTimer("replaced", "old", Seconds(1));
            Time.Advance(Seconds(1)); // both ticks wait behind this message now
            timers.Cancel("cancelled");
            timers.StartSingleTimer("replaced", "new", Seconds(1));
        });
        await Log.ExpectNoMessageAsync();
        await ExpectAfterAsync(1, "new");
    }

    [Fact]
    public async Task A_slow_actor_is_not_flooded_by_its_own_periodic_timer()
    {
        await DoAsync(timers =>
        {
            timers.StartPeriodicTimer("key", "tick", Seconds(1));
            Time.Advance(Seconds(5));
        });
        await Log.ExpectMessageAsync("tick");
        await Log.ExpectNoMessageAsync();
        await ExpectAfterAsync(1, "tick");
    }

    [Fact]
    public async Task A_restart_cancels_all_timers_and_their_waiting_ticks()
    {
        await DoAsync(timers =>
        {
            timers.StartPeriodicTimer("key", "tick", Seconds(1));
            Time.Advance(Seconds(1));
            throw new InvalidDataException();
        });
        await Log.ExpectNoMessageAsync();
        Time.ActiveTimers.ShouldBe(0);
        StatsOf(_actor).Restarts.ShouldBe(1);
    }

    [Fact]
    public async Task A_stop_cancels_all_timers()
    {
        await DoAsync(timers => timers.StartPeriodicTimer("key", "tick", Seconds(1)));
        System.Stop(_actor);
        await _actor.ExpectTerminatedAsync();
        Time.ActiveTimers.ShouldBe(0);
        await ExpectAfterAsync(5);
        Events.DeadLetters.ShouldBeEmpty();
    }
}
