using System.Diagnostics;
using ModelCluster.Actors.Kernel;

namespace ModelCluster.TestKit;

/// <summary>Lets a test wait for actors without sleeping.</summary>
public static class ActorSystemExtensions
{
    /// <summary>The actor terminates.</summary>
    public static Task ExpectTerminatedAsync(this ActorRef actor) => actor.Terminated.OrFailAsync($"the termination of {actor}");

    /// <summary>
    /// Completes once no actor has anything left to do, seen in two looks with nothing handled between. Timers that are not
    /// yet due and asynchronous work outside actors do not count.
    /// </summary>
    public static async Task WhenIdleAsync(this ActorSystem system)
    {
        var start = Stopwatch.GetTimestamp();
        long? before = null;
        while (Stopwatch.GetElapsedTime(start) < RealTimeGuard.Limit)
        {
            var actors = system.Inspect();
            var handled = actors.All(actor => actor.IsIdle) ? actors.Sum(actor => actor.Processed + 1) : (long?)null;
            if (handled is not null && handled == before) return;
            before = handled;
            await Task.Yield();
        }

        var busy = system.Inspect().Where(actor => !actor.IsIdle).Select(actor => actor.ToString());
        throw new NeverCameException($"Still busy after {RealTimeGuard.Limit.TotalSeconds} s: {string.Join("; ", busy)}");
    }
}
