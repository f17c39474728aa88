using ModelCluster.Node.Probe;
using ModelCluster.TestKit;

namespace ModelCluster.Node.Tests.Probe;

public sealed class FlightsTests
{
    private readonly Flights<string, int> _flights = new();
    private readonly TaskCompletionSource<int> _work = new();
    private readonly TaskCompletionSource _calledOff = new();
    private int _begun;

    [Fact]
    public async Task Those_who_come_while_work_is_under_way_share_it()
    {
        var first = Join("a");
        var second = Join("a");
        _work.SetResult(7);
        (await first.OrFailAsync("the first")).ShouldBe(7);
        (await second.OrFailAsync("the second")).ShouldBe(7);
        _begun.ShouldBe(1);
    }

    [Fact]
    public async Task Another_key_and_a_later_time_are_other_work()
    {
        _work.SetResult(7);
        await Join("a").OrFailAsync("a");
        await Join("a").OrFailAsync("a again");
        await Join("b").OrFailAsync("b");
        _begun.ShouldBe(3);
    }

    [Fact]
    public async Task One_who_goes_does_not_disturb_the_others()
    {
        using var going = new CancellationTokenSource();
        var staying = Join("a");
        var leaving = Join("a", going.Token);
        await going.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaving);
        _calledOff.Task.IsCompleted.ShouldBeFalse();
        _work.SetResult(7);
        (await staying.OrFailAsync("the one that stays")).ShouldBe(7);
    }

    [Fact]
    public async Task When_the_last_one_has_gone_the_work_is_called_off()
    {
        using var going = new CancellationTokenSource();
        var leaving = Join("a", going.Token);
        await going.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaving);
        await _calledOff.Task.OrFailAsync("the end of the work");
    }

    private Task<int> Join(string key, CancellationToken cancellation = default) => _flights.JoinAsync(
        key,
        async token =>
        {
            Interlocked.Increment(ref _begun);
            try
            {
                return await _work.Task.WaitAsync(token);
            }
            catch (OperationCanceledException)
            {
                _calledOff.SetResult();
                throw;
            }
        },
        cancellation);
}
