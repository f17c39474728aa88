using System.Runtime.InteropServices;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.TestKit.Sessions;

/// <summary>What a fake session computes. Takes its outputs by <see cref="FakeModels.Output"/>.</summary>
public delegate void FakeModel(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs);

/// <summary>Small models for tests, and the parts to write others with.</summary>
public static class FakeModels
{
    /// <summary>x FP32 [n,1] to y FP32 [n,1].</summary>
    public static ModelSignature OneToOne { get; } = new([Spec("x", "n", -1, 1)], [Spec("y", "n", -1, 1)]);

    /// <summary>An input or output; <paramref name="symbol"/> names all its free dimensions.</summary>
    public static TensorSpec Spec(TensorType type, string name, string symbol, params ReadOnlySpan<long> shape)
    {
        var names = new string[shape.Length];
        for (var i = 0; i < names.Length; i++)
            names[i] = shape[i] < 0 ? symbol : "";
        return new TensorSpec(name, type, new TensorShape(shape), names);
    }

    /// <summary>FP32.</summary>
    public static TensorSpec Spec(string name, string symbol, params ReadOnlySpan<long> shape) => Spec(TensorType.Fp32, name, symbol, shape);

    /// <summary>y = 2x, for x of any shape.</summary>
    public static void Doubling(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs)
    {
        var x = MemoryMarshal.Cast<byte, float>(inputs[0].Span);
        var y = MemoryMarshal.Cast<byte, float>(Output(outputs, 0, TensorType.Fp32, inputs[0].Shape).Span);
        for (var i = 0; i < x.Length; i++)
            y[i] = 2 * x[i];
    }

    /// <summary>y = x, for every type.</summary>
    public static void Identity(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs) =>
        inputs[0].Span.CopyTo(Output(outputs, 0, inputs[0].Type, inputs[0].Shape, inputs[0].ByteLength).Span);

    /// <summary>y = x less the mean of all of x: rows that look at each other.</summary>
    public static void MixingRows(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs)
    {
        var x = MemoryMarshal.Cast<byte, float>(inputs[0].Span);
        var y = MemoryMarshal.Cast<byte, float>(Output(outputs, 0, TensorType.Fp32, inputs[0].Shape).Span);
        float sum = 0;
        foreach (var value in x)
            sum += value;
        for (var i = 0; i < x.Length; i++)
            y[i] = x[i] - (sum / x.Length);
    }

    /// <summary>The tensor to write an output to: the caller's, which must have the shape, or a new one.</summary>
    /// <exception cref="SessionException">The caller's has another shape, as a real runtime would say.</exception>
    public static Tensor Output(Span<Tensor?> outputs, int index, TensorType type, in TensorShape shape, int? byteLength = null)
    {
        if (outputs[index] is not { } given)
            return outputs[index] = byteLength is { } length ? Tensor.Rent(type, shape, length) : Tensor.Rent(type, shape);
        return given.Shape == shape && given.Type == type
            ? given
            : throw new SessionException(isCallersFault: false, $"output {index} is {shape}, a place for {given.Shape} was given");
    }
}
