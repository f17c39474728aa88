using System.Diagnostics;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.OnnxSessions;

/// <summary>
/// One runner on one thread, inputs of zeros, outputs rented and given back: the median and the best of nine rounds of
/// a fifth of a second each.
/// </summary>
internal static class RunTimes
{
    private const int Rounds = 9;
    private const int FreeInnerDimension = 28;

    public static void Measure(IModelLoader loader, string path, string name, int rows)
    {
        using var session = loader.Load(new ServableId(ModelName.Parse("measured"), ModelVersion.Parse("1")), path, new SessionSettings());
        using var runner = session.CreateRunner();
        var inputs = session.Signature.Inputs.Select(input => Zeros(input, rows)).ToArray();
        var outputs = new Tensor?[session.Signature.Outputs.Count];
        Round(runner, inputs, outputs);

        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        var runs = 0L;
        var times = new double[Rounds];
        for (var i = 0; i < Rounds; i++)
        {
            var (time, count) = Round(runner, inputs, outputs);
            times[i] = time;
            runs += count;
        }

        var allocated = (GC.GetAllocatedBytesForCurrentThread() - allocatedBefore) / runs;
        Array.Sort(times);
        Console.WriteLine($"{name,-14} rows {rows,3}: median {times[Rounds / 2],8:F2} us, best {times[0],8:F2} us, {allocated} B a run");
        foreach (var input in inputs)
            input.Dispose();
    }

    private static (double Microseconds, long Runs) Round(ISessionRunner runner, Tensor[] inputs, Tensor?[] outputs)
    {
        var start = Stopwatch.GetTimestamp();
        long runs = 0;
        do
        {
            runner.Run(inputs, outputs, CancellationToken.None);
            foreach (ref var output in outputs.AsSpan())
            {
                output!.Dispose();
                output = null;
            }

            runs++;
        }
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(200));
        return (Stopwatch.GetElapsedTime(start).TotalMicroseconds / runs, runs);
    }

    private static Tensor Zeros(TensorSpec input, int rows)
    {
        var dimensions = input.Shape.AsSpan().ToArray().Select((d, i) => d >= 0 ? d : i == 0 ? rows : FreeInnerDimension).ToArray();
        var tensor = Tensor.Rent(input.Type, new TensorShape(dimensions));
        tensor.Span.Clear();
        return tensor;
    }
}
