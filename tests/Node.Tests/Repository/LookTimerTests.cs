using ModelCluster.Node.Repository;
using ModelCluster.TestKit;

namespace ModelCluster.Node.Tests.Repository;

public sealed class LookTimerTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly LookTimer _timer;

    public LookTimerTests() => _timer = new LookTimer(_time);

    private static TimeSpan Milliseconds(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private bool IsDueAfter(int milliseconds)
    {
        _time.Advance(Milliseconds(milliseconds));
        using var stop = new CancellationTokenSource();
        var wait = _timer.WaitAsync(stop.Token);
        stop.Cancel();
        return wait.IsCompletedSuccessfully;
    }

    [Fact]
    public void Looks_at_the_earliest_time_asked_for_and_then_no_more()
    {
        _timer.LookWithin(Milliseconds(5000));
        _timer.LookWithin(Milliseconds(50));
        _timer.LookWithin(Milliseconds(700));
        IsDueAfter(49).ShouldBeFalse();
        IsDueAfter(1).ShouldBeTrue();
        IsDueAfter(10_000).ShouldBeFalse();
    }

    [Fact]
    public void Many_notifications_cause_one_look_and_cannot_put_it_off()
    {
        for (var i = 0; i < 5; i++)
        {
            _timer.LookWithin(Milliseconds(50));
            IsDueAfter(9).ShouldBeFalse();
        }

        IsDueAfter(5).ShouldBeTrue();
        IsDueAfter(5000).ShouldBeFalse();
    }

    [Fact]
    public void Looks_at_once_when_told_to()
    {
        _timer.LookNow();
        _timer.LookNow();
        IsDueAfter(0).ShouldBeTrue();
        IsDueAfter(0).ShouldBeFalse();
    }

    public void Dispose() => _timer.Dispose();
}
