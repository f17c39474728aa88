using System.Collections.Concurrent;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.TestKit;

namespace ModelCluster.Serving.Tests;

public class ExecutorThreadsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Starts_no_thread_without_work_and_uses_an_idle_one_again()
    {
        using var threads = new ExecutorThreads("test", limit: 4, idleTime: Long);
        threads.Count.ShouldBe(0);
        var seen = new ConcurrentBag<int>();
        for (var i = 0; i < 5; i++)
        {
            var work = new Work(() => seen.Add(Environment.CurrentManagedThreadId));
            threads.Start(work);
            await work.Done.OrFailAsync("the work");
            WaitUntilIdle(threads);
        }

        seen.Distinct().ShouldHaveSingleItem();
        threads.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Grows_while_all_are_busy_up_to_the_limit_and_queues_the_rest()
    {
        using var threads = new ExecutorThreads("test", limit: 3, idleTime: Long);
        using var gate = new ManualResetEventSlim();
        var running = 0;
        var most = 0;
        var works = Enumerable.Range(0, 10).Select(_ => new Work(() =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            gate.Wait(RealTimeGuard.Limit);
            Interlocked.Decrement(ref running);
        })).ToList();
        works.ForEach(threads.Start);
        threads.Count.ShouldBe(3);
        gate.Set();
        await Task.WhenAll(works.Select(work => work.Done)).OrFailAsync("all work");
        most.ShouldBeLessThanOrEqualTo(3);
        threads.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_thread_without_work_ends_and_another_starts_when_work_comes()
    {
        using var threads = new ExecutorThreads("test", limit: 2, idleTime: TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < 3; i++)
        {
            var thread = (Thread?)null;
            var work = new Work(() => thread = Thread.CurrentThread);
            threads.Start(work);
            await work.Done.OrFailAsync("the work");
            thread!.Join(RealTimeGuard.Limit).ShouldBeTrue();
            threads.Count.ShouldBe(0);
        }
    }

    [Fact]
    public async Task Loses_no_work_when_threads_give_up_just_as_work_comes()
    {
        using var threads = new ExecutorThreads("test", limit: 4, idleTime: TimeSpan.Zero);
        var done = 0;
        var all = new TaskCompletionSource();
        const int Starters = 4;
        const int Each = 2000;
        await Task.WhenAll(Enumerable.Range(0, Starters).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                threads.Start(new Work(() =>
                {
                    if (Interlocked.Increment(ref done) == Starters * Each)
                        all.SetResult();
                }));
            }
        })));
        await all.Task.OrFailAsync($"all work; {done} done");
    }

    [Fact]
    public async Task Disposal_finishes_what_was_queued_ends_the_threads_and_takes_no_more()
    {
        var threads = new ExecutorThreads("test", limit: 1, idleTime: Long);
        using var gate = new ManualResetEventSlim();
        var thread = (Thread?)null;
        var first = new Work(() =>
        {
            thread = Thread.CurrentThread;
            gate.Wait(RealTimeGuard.Limit);
        });
        var second = new Work(() => { });
        threads.Start(first);
        threads.Start(second);
        SpinWait.SpinUntil(() => Volatile.Read(ref thread) is not null, RealTimeGuard.Limit).ShouldBeTrue();
        thread!.IsBackground.ShouldBeTrue();
        thread.Name.ShouldBe("test");
        threads.Dispose();
        Should.Throw<ObjectDisposedException>(() => threads.Start(new Work(() => { })));
        gate.Set();
        await second.Done.OrFailAsync("the queued work");
        thread.Join(RealTimeGuard.Limit).ShouldBeTrue();
    }

    /// <summary>A thread that has done its work is not idle at once.</summary>
    private static void WaitUntilIdle(ExecutorThreads threads) =>
        SpinWait.SpinUntil(() => threads.Idle == threads.Count, RealTimeGuard.Limit).ShouldBeTrue();

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    private sealed class Work(Action run) : IExecutorWork
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => _done.Task;

        public void Execute()
        {
            run();
            _done.SetResult();
        }
    }
}
