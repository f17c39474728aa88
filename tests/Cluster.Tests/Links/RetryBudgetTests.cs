using ModelCluster.Actors.Cluster.Links;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.Links;

public sealed class RetryBudgetTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void It_begins_with_some_and_ends()
    {
        var budget = new RetryBudget(_time);
        Taken(budget).ShouldBe(RetryBudget.First);
        budget.TryRetry().ShouldBeFalse();
    }

    [Fact]
    public void Each_tenth_request_earns_a_retry()
    {
        var budget = Spent();
        for (var i = 0; i < 99; i++)
            budget.OnRequest();
        Taken(budget).ShouldBe(9);
        budget.OnRequest();
        Taken(budget).ShouldBe(1);
    }

    [Fact]
    public void Each_second_earns_ten()
    {
        var budget = Spent();
        _time.Advance(TimeSpan.FromSeconds(2.5));
        Taken(budget).ShouldBe(25);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Taken(budget).ShouldBe(0);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Taken(budget).ShouldBe(1);
    }

    [Fact]
    public void What_is_not_used_is_kept_up_to_a_bound()
    {
        var budget = Spent();
        for (var i = 0; i < 1_000_000; i++)
            budget.OnRequest();
        budget.Available.ShouldBe(RetryBudget.Most);
        _time.Advance(TimeSpan.FromDays(1000));
        Taken(budget).ShouldBe(RetryBudget.Most);
    }

    [Fact]
    public async Task Threads_never_take_more_than_there_is()
    {
        var budget = new RetryBudget(_time);
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Taken(budget))));
        taken.Sum().ShouldBe(RetryBudget.First);
    }

    [Fact]
    public void It_allocates_nothing()
    {
        var budget = new RetryBudget(_time);
        budget.TryRetry();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            budget.OnRequest();
            budget.TryRetry();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static int Taken(RetryBudget budget)
    {
        var taken = 0;
        while (budget.TryRetry())
            taken++;
        return taken;
    }

    private RetryBudget Spent()
    {
        var budget = new RetryBudget(_time);
        Taken(budget);
        return budget;
    }
}
