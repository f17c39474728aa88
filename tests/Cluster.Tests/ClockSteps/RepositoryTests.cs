using ModelCluster.Node.Repository;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.ClockSteps;

/// <summary>Files are taken when they are done and looked at when that was asked for, whatever the wall clock shows.</summary>
public sealed class RepositoryTests
{
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(2);

    private readonly VirtualTime _time = new();

    [Theory]
    [InlineData(+1)]
    [InlineData(-1)]
    public void A_file_that_was_being_written_when_the_clock_was_set_is_not_taken_for_done(int days)
    {
        var settling = new Settling(SettleTime, _time);
        var before = Stamp();
        _time.StepWallClock(TimeSpan.FromDays(days));
        foreach (var stamp in (FileStamp[])[before, Stamp()])
        {
            settling.Begin();
            settling.IsSettled("model.onnx", stamp).ShouldBeFalse(stamp.Text);
            settling.IsAnythingMoving.ShouldBeTrue();
        }

        _time.Advance(SettleTime);
        settling.Begin();
        settling.IsSettled("model.onnx", Stamp(ago: SettleTime)).ShouldBeTrue("it has kept its stamp");
    }

    [Fact]
    public async Task A_look_is_not_put_off_by_a_clock_that_is_set_back()
    {
        using var timer = new LookTimer(_time);
        timer.LookWithin(TimeSpan.FromMilliseconds(50));
        _time.StepWallClock(TimeSpan.FromDays(-1));
        timer.LookWithin(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromMilliseconds(50));
        await timer.WaitAsync(TestContext.Current.CancellationToken).OrFailAsync("the look");
    }

    /// <summary>Of a file written at a moment of the wall clock.</summary>
    private FileStamp Stamp(TimeSpan ago = default)
    {
        var written = (_time.GetUtcNow() - ago).UtcDateTime;
        return new FileStamp($"{written:O}", written);
    }
}
