using ModelCluster.TestKit;

namespace ModelCluster.Actors.Tests.Kernel;

public sealed class VirtualTimeTests
{
    private readonly VirtualTime _time = new();
    private readonly List<string> _fired = [];

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private ITimer Timer(string name, double due, double period = -0.001) =>
        _time.CreateTimer(_ => _fired.Add($"{name}@{_time.Elapsed.TotalSeconds}"), state: null, Seconds(due), Seconds(period));

    [Fact]
    public void Moves_both_clocks_together()
    {
        var (utc, stamp) = (_time.GetUtcNow(), _time.GetTimestamp());
        _time.Advance(Seconds(90));
        (_time.GetUtcNow() - utc).ShouldBe(Seconds(90));
        _time.GetElapsedTime(stamp).ShouldBe(Seconds(90));
    }

    [Fact]
    public void Fires_in_order_of_due_time_then_of_creation_each_at_its_own_time()
    {
        Timer("late", 3);
        Timer("first", 1);
        Timer("second", 1);
        _time.Advance(Seconds(2));
        _fired.ShouldBe(["first@1", "second@1"]);
        _time.Advance(Seconds(5));
        _fired[^1].ShouldBe("late@3");
        _time.Elapsed.ShouldBe(Seconds(7));
        _time.ActiveTimers.ShouldBe(0);
    }

    [Fact]
    public void Fires_a_periodic_timer_as_often_as_it_is_due_among_others()
    {
        Timer("tick", 1, 1);
        Timer("once", 2.5);
        _time.Advance(Seconds(3));
        _fired.ShouldBe(["tick@1", "tick@2", "once@2.5", "tick@3"]);
        _time.ActiveTimers.ShouldBe(1);
    }

    [Fact]
    public void Change_replaces_and_dispose_ends_a_timer()
    {
        var timer = Timer("t", 1);
        timer.Change(Seconds(2), Timeout.InfiniteTimeSpan).ShouldBeTrue();
        _time.Advance(Seconds(1));
        _fired.ShouldBeEmpty();
        _time.Advance(Seconds(1));
        _fired.ShouldBe(["t@2"]);

        timer.Change(Seconds(1), Seconds(1));
        timer.Dispose();
        timer.Change(Seconds(1), Seconds(1)).ShouldBeFalse();
        _time.Advance(Seconds(9));
        _fired.Count.ShouldBe(1);
    }

    [Fact]
    public void A_callback_may_set_a_timer_that_falls_due_in_the_same_advance()
    {
        using var outer = _time.CreateTimer(_ => Timer("inner", 1), state: null, Seconds(1), Timeout.InfiniteTimeSpan);
        _time.Advance(Seconds(2));
        _fired.ShouldBe(["inner@2"]);
    }

    [Fact]
    public async Task Carries_delays_and_cancellation_of_the_framework()
    {
        using var cancellation = new CancellationTokenSource(Seconds(5), _time);
        var delay = Task.Delay(Seconds(3), _time);
        _time.Advance(Seconds(3));
        await delay;
        cancellation.IsCancellationRequested.ShouldBeFalse();
        _time.Advance(Seconds(2));
        cancellation.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task Waits_for_timers_set_by_another_thread()
    {
        var waiting = _time.WaitForTimersAsync(1);
        waiting.IsCompleted.ShouldBeFalse();
        _ = Task.Run(() => Timer("t", 1));
        await waiting;
        _time.ActiveTimers.ShouldBe(1);
    }

    [Fact]
    public async Task Fires_each_timer_once_when_threads_advance_together()
    {
        var count = 0;
        for (var i = 1; i <= 1000; i++)
            _ = _time.CreateTimer(_ => Interlocked.Increment(ref count), state: null, TimeSpan.FromTicks(i), Timeout.InfiniteTimeSpan);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _time.Advance(Seconds(1)))));
        count.ShouldBe(1000);
    }
}
