using System.Diagnostics;

namespace ModelCluster.Micro;

/// <summary>What one benchmark measured, over its rounds.</summary>
/// <param name="Name">What was done.</param>
/// <param name="OpsPerSecond">The median of the rounds.</param>
/// <param name="Slowest">The slowest round, operations per second.</param>
/// <param name="Fastest">The fastest round, operations per second.</param>
/// <param name="BytesPerOp">Allocated by the whole process, median of the rounds.</param>
public sealed record Measurement(string Name, double OpsPerSecond, double Slowest, double Fastest, double BytesPerOp)
{
    /// <summary>Runs warm-up rounds, then measured ones; each round does the given number of operations.</summary>
    public static async Task<Measurement> TakeAsync(string name, long operations, Func<Task> round, int warmUps = 3, int rounds = 9)
    {
        for (var i = 0; i < warmUps; i++) await round();
        var rates = new double[rounds];
        var bytes = new double[rounds];
        for (var i = 0; i < rounds; i++)
        {
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var start = Stopwatch.GetTimestamp();
            await round();
            rates[i] = operations / Stopwatch.GetElapsedTime(start).TotalSeconds;
            bytes[i] = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)operations;
        }

        Array.Sort(rates);
        Array.Sort(bytes);
        return new Measurement(name, rates[rounds / 2], rates[0], rates[^1], bytes[rounds / 2]);
    }
}
