using System.Runtime.InteropServices;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.TestKit.Sessions;

/// <summary>One run as a <see cref="FakeSession"/> saw it.</summary>
/// <param name="Shapes">Of the inputs.</param>
/// <param name="Data">Of the inputs, copied.</param>
/// <param name="OutputsGiven">For each output whether the caller brought the tensor.</param>
/// <param name="ThreadId">Where it ran.</param>
public sealed record FakeRun(TensorShape[] Shapes, byte[][] Data, bool[] OutputsGiven, int ThreadId)
{
    public long Rows => Shapes[0].Rank == 0 ? 1 : Shapes[0][0];

    /// <summary>The first input, if it is FP32.</summary>
    public float[] Floats => MemoryMarshal.Cast<byte, float>(Data[0]).ToArray();

    internal static FakeRun Of(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor?> outputs)
    {
        var shapes = new TensorShape[inputs.Length];
        var data = new byte[inputs.Length][];
        for (var i = 0; i < inputs.Length; i++)
            (shapes[i], data[i]) = (inputs[i].Shape, inputs[i].Span.ToArray());
        var given = new bool[outputs.Length];
        for (var i = 0; i < outputs.Length; i++)
            given[i] = outputs[i] is not null;
        return new FakeRun(shapes, data, given, Environment.CurrentManagedThreadId);
    }
}
