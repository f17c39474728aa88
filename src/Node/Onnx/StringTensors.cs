using System.Buffers;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Onnx;

/// <summary>Turns BYTES tensors into the runtime's string values and back.</summary>
internal static class StringTensors
{
    /// <summary>A value with the tensor's elements, which the caller releases.</summary>
    /// <exception cref="SessionException">The tensor's data does not hold as many elements as its shape says.</exception>
    public static nint ToValue(OrtApi api, Tensor tensor)
    {
        ReadOnlySpan<byte> data = tensor.Span;
        if (!tensor.Shape.TryCountElements(out var count) || ByteStrings.Count(data) != count)
            throw new SessionException(isCallersFault: true, $"the data of a BYTES tensor does not hold the elements that its shape {tensor.Shape} says");
        var value = api.CreateStrings(tensor.Shape.AsSpan());
        try
        {
            for (long i = 0; ByteStrings.TryRead(ref data, out var element); i++)
                element.CopyTo(api.ResizeString(value, i, element.Length));
        }
        catch
        {
            api.ReleaseValue(value);
            throw;
        }

        return value;
    }

    /// <summary>A rented tensor with the value's elements.</summary>
    public static Tensor FromValue(OrtApi api, nint value, in TensorShape shape)
    {
        shape.TryCountElements(out var count);
        var length = api.StringsLength(value);
        var total = length + (count * ByteStrings.LengthBytes);
        if (total > Array.MaxLength)
            throw new SessionException(isCallersFault: false, $"a BYTES output has {total:N0} bytes, and 2 GiB is the most");
        var tensor = Tensor.Rent(TensorType.Bytes, shape, (int)total);
        if (count == 0)
            return tensor;
        var starts = ArrayPool<nint>.Shared.Rent((int)count);
        try
        {
            // the strings are put at the end, then moved forward one by one, each to behind its length
            var all = tensor.Span;
            var strings = all[(int)(total - length)..];
            api.CopyStrings(value, strings, starts.AsSpan(0, (int)count));
            var written = 0;
            for (var i = 0; i < (int)count; i++)
            {
                var end = i + 1 < (int)count ? starts[i + 1] : (nint)length;
                written += ByteStrings.Write(all[written..], strings[(int)starts[i]..(int)end]);
            }
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<nint>.Shared.Return(starts);
        }

        return tensor;
    }
}
