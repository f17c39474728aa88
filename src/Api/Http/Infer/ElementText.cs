using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.Infer;

/// <summary>Writes a tensor's elements as one flat JSON array. Numbers are as short as they can be and still read back the same.</summary>
internal static class ElementText
{
    // the longest number is a double such as -2.2250738585072014E-308
    private const int LongestNumber = 26;

    /// <summary>Writes the array.</summary>
    /// <exception cref="ProblemException">400: the output has no form in JSON.</exception>
    public static void Write(PooledBuffer target, in NamedTensor output) =>
        Write(target, output.Name, output.Tensor.Type, output.Tensor.Span);

    /// <summary>Writes an array of some of an output's elements.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="name">The output's.</param>
    /// <param name="type">The elements'.</param>
    /// <param name="bytes">The elements as they lie in a tensor.</param>
    /// <exception cref="ProblemException">400: the output has no form in JSON.</exception>
    public static void Write(PooledBuffer target, string name, TensorType type, ReadOnlySpan<byte> bytes)
    {
        target.Write((byte)'[');
        switch (type)
        {
            case TensorType.Fp32:
                WriteNumbers<float>(target, bytes);
                break;
            case TensorType.Fp64:
                WriteNumbers<double>(target, bytes);
                break;
            case TensorType.Int8:
                WriteNumbers<sbyte>(target, bytes);
                break;
            case TensorType.Int16:
                WriteNumbers<short>(target, bytes);
                break;
            case TensorType.Int32:
                WriteNumbers<int>(target, bytes);
                break;
            case TensorType.Int64:
                WriteNumbers<long>(target, bytes);
                break;
            case TensorType.UInt8:
                WriteNumbers<byte>(target, bytes);
                break;
            case TensorType.UInt16:
                WriteNumbers<ushort>(target, bytes);
                break;
            case TensorType.UInt32:
                WriteNumbers<uint>(target, bytes);
                break;
            case TensorType.UInt64:
                WriteNumbers<ulong>(target, bytes);
                break;
            case TensorType.Bool:
                WriteBooleans(target, bytes);
                break;
            case TensorType.Bytes:
                WriteStrings(target, name, bytes);
                break;
            default:
                throw ProblemException.BadRequest(
                    $"sending {type.Name()} data via JSON is not supported. Please use the binary data format for output {name}");
        }

        if (bytes.Length > 0)
            target.RemoveLast();
        target.Write((byte)']');
    }

    private static void WriteNumbers<T>(PooledBuffer target, ReadOnlySpan<byte> bytes)
        where T : unmanaged, IUtf8SpanFormattable
    {
        foreach (var value in MemoryMarshal.Cast<byte, T>(bytes))
        {
            var free = target.GetSpan(LongestNumber + 1);
            value.TryFormat(free, out var length, default, CultureInfo.InvariantCulture);
            free[length] = (byte)',';
            target.Advance(length + 1);
        }
    }

    private static void WriteBooleans(PooledBuffer target, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
            target.Write(value == 0 ? "false,"u8 : "true,"u8);
    }

    private static void WriteStrings(PooledBuffer target, string name, ReadOnlySpan<byte> bytes)
    {
        while (ByteStrings.TryRead(ref bytes, out var element))
        {
            if (!Utf8.IsValid(element))
                throw ProblemException.BadRequest($"output {name} holds bytes that are not UTF-8; ask for it as binary data");
            JsonText.WriteString(target, element);
            target.Write((byte)',');
        }
    }
}
