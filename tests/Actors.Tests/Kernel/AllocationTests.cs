using ModelCluster.TestKit;

namespace ModelCluster.Actors.Tests.Kernel;

public sealed class AllocationTests : KernelTest
{
    /// <summary>Bytes that the sender allocates per tell of a preallocated message in steady state. The contract is zero.</summary>
    private const long BytesPerTell = 0;

    [Fact]
    public async Task A_tell_allocates_nothing_in_steady_state()
    {
        const int tells = 10_000;
        var gate = new Gate();
        var actor = Spawn<string>((message, _) =>
        {
            if (message == "wait") gate.Pass();
        });

        var best = long.MaxValue;
        for (var round = 0; round < 6; round++)
        {
            // the actor waits, so the mailbox takes all tells in, whatever the threads do
            gate = new Gate();
            actor.Tell("wait");
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < tells; i++) actor.Tell("message");
            best = Math.Min(best, GC.GetAllocatedBytesForCurrentThread() - before);
            gate.Open();
            await System.WhenIdleAsync();
        }

        best.ShouldBe(BytesPerTell * tells);
    }

    [Fact]
    public async Task A_mailbox_gives_back_the_memory_of_a_burst_after_a_quiet_time()
    {
        const int burst = 10_000;
        var gate = new Gate();
        var actor = Spawn<string>((message, _) =>
        {
            if (message == "wait") gate.Pass();
        });
        await BurstAsync();
        (await BurstAsync()).ShouldBe(0, "the array has grown");
        Time.Advance(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 2; i++)
        {
            // the mailbox looks when it hands an array over
            actor.Tell("message");
            await System.WhenIdleAsync();
        }

        (await BurstAsync()).ShouldBeGreaterThan(0, "the array had to grow again");

        async Task<long> BurstAsync()
        {
            gate = new Gate();
            actor.Tell("wait");
            await gate.EnteredAsync();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < burst; i++) actor.Tell("message");
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            gate.Open();
            await System.WhenIdleAsync();
            return allocated;
        }
    }
}
