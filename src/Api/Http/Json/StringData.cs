using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.Json;

/// <summary>Where a BYTES tensor's elements go, one behind the other.</summary>
internal ref struct StringTarget(Span<byte> free, PooledBuffer scratch)
{
    public readonly PooledBuffer Scratch = scratch;
    public Span<byte> Free = free;
}

/// <summary>Reads rows of strings into the memory form of a BYTES tensor.</summary>
internal readonly struct StringData : IRowReader<StringTarget>
{
    /// <summary>Takes the array.</summary>
    /// <returns>The tensor, which is the caller's.</returns>
    public static Tensor Read(ref JsonCursor json, in TensorHeader header, PooledBuffer scratch)
    {
        // read twice: first for the length of the array's text, which unescaped strings cannot pass
        var end = json;
        end.SkipValue(scratch);
        var room = (header.Elements * ByteStrings.LengthBytes) + (end.Offset - json.Offset);
        var tensor = Tensor.Rent(TensorType.Bytes, header.Shape, checked((int)room));
        try
        {
            var target = new StringTarget(tensor.Span, scratch);
            ArrayLevels.Read<StringTarget, StringData>(ref json, header, ref target);
            tensor.Truncate(tensor.ByteLength - target.Free.Length);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public static void ReadRow(ref JsonCursor json, in TensorHeader header, ref StringTarget target, long first, long count)
    {
        for (long i = 0; i < count; i++)
        {
            if (i > 0)
                Separate(ref json, header, i, count);
            var text = ReadOne(ref json, header, target.Scratch, first + i);
            target.Free = target.Free[ByteStrings.Write(target.Free, text)..];
        }

        if (json.PeekToken() == ',' || (count == 0 && json.PeekToken() == '"'))
            throw ArrayLevels.Disagrees(json, header, $"a row holds more than {count} elements");
        json.Expect(']', "']'");
    }

    private static ReadOnlySpan<byte> ReadOne(ref JsonCursor json, in TensorHeader header, PooledBuffer scratch, long index) =>
        json.PeekToken() switch
        {
            '"' => json.ReadString(scratch, "a string"),
            '[' => throw ArrayLevels.Disagrees(json, header, $"element {index} is an array"),
            ']' => throw ArrayLevels.Disagrees(json, header, $"there are only {index} elements"),
            _ => throw ProblemException.BadRequest(
                $"{header} at byte {json.Offset}: element {index} is not a string, but BYTES takes strings"),
        };

    private static void Separate(ref JsonCursor json, in TensorHeader header, long filled, long count)
    {
        if (json.PeekToken() == ']')
            throw ArrayLevels.Disagrees(json, header, $"a row holds {filled} elements, {count} are needed");
        json.Expect(',', "',' or ']'");
    }
}
