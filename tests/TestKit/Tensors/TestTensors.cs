using System.Runtime.InteropServices;
using System.Text;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.TestKit.Tensors;

/// <summary>Makes tensors of plain values and reads them again.</summary>
public static class TestTensors
{
    public static Tensor Of<T>(TensorType type, TensorShape shape, params ReadOnlySpan<T> values)
        where T : struct
    {
        var tensor = Tensor.Rent(type, shape);
        MemoryMarshal.AsBytes(values).CopyTo(tensor.Span);
        return tensor;
    }

    public static Tensor Floats(TensorShape shape, params ReadOnlySpan<float> values) => Of(TensorType.Fp32, shape, values);

    /// <summary>Rows of one number each: shape [n,1].</summary>
    public static Tensor Column(params ReadOnlySpan<float> values) => Floats(new TensorShape(values.Length, 1), values);

    public static Tensor Strings(TensorShape shape, params ReadOnlySpan<string> values)
    {
        var length = 0;
        foreach (var value in values)
            length += ByteStrings.LengthBytes + Encoding.UTF8.GetByteCount(value);
        var tensor = Tensor.Rent(TensorType.Bytes, shape, length);
        var target = tensor.Span;
        foreach (var value in values)
            target = target[ByteStrings.Write(target, Encoding.UTF8.GetBytes(value))..];
        return tensor;
    }

    public static T[] Values<T>(this Tensor tensor)
        where T : struct => MemoryMarshal.Cast<byte, T>(tensor.Span).ToArray();

    public static float[] Floats(this Tensor tensor) => tensor.Values<float>();

    public static string[] Strings(this Tensor tensor)
    {
        var values = new List<string>();
        ReadOnlySpan<byte> data = tensor.Span;
        while (ByteStrings.TryRead(ref data, out var element))
            values.Add(Encoding.UTF8.GetString(element));
        return [.. values];
    }
}
