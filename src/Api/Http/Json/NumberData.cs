using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.Json;

/// <summary>Where a number tensor's elements go.</summary>
internal ref struct NumberTarget<T>(Span<T> elements, PooledBuffer scratch)
    where T : unmanaged
{
    public readonly Span<T> Elements = elements;
    public readonly PooledBuffer Scratch = scratch;
}

/// <summary>
/// Reads rows of numbers. A quick run takes as many as it can inside a segment; the one that it cannot take (odd, wrong, or
/// lying over the end of a segment) goes the careful way, which is exact and makes the error messages.
/// </summary>
internal readonly struct NumberData<T, TKind> : IRowReader<NumberTarget<T>>
    where T : unmanaged
    where TKind : INumberKind<T>
{
    /// <summary>Takes the array and fills the tensor.</summary>
    public static void Read(ref JsonCursor json, in TensorHeader header, Tensor tensor, PooledBuffer scratch)
    {
        var target = new NumberTarget<T>(MemoryMarshal.Cast<byte, T>(tensor.Span), scratch);
        ArrayLevels.Read<NumberTarget<T>, NumberData<T, TKind>>(ref json, header, ref target);
    }

    /// <inheritdoc/>
    public static void ReadRow(ref JsonCursor json, in TensorHeader header, ref NumberTarget<T> target, long first, long count)
    {
        var row = target.Elements.Slice((int)first, (int)count);
        var filled = 0;
        while (filled < row.Length)
        {
            if (filled > 0)
                Separate(ref json, header, filled, row.Length);
            var taken = ReadRun(json.Unread, row[filled..], out var used);
            json.Advance(used);
            if (taken == 0)
            {
                row[filled] = ReadOne(ref json, header, target.Scratch, first + filled);
                taken = 1;
            }

            filled += taken;
        }

        if (json.PeekToken() is not ']' and not JsonCursor.End)
            throw ArrayLevels.Disagrees(json, header, $"a row holds more than {row.Length} elements");
        json.Expect(']', "']'");
    }

    /// <summary>
    /// Numbers with commas between them, from the start of <paramref name="text"/>; <paramref name="used"/> bytes, up to
    /// the end of the last one taken.
    /// </summary>
    internal static int ReadRun(ReadOnlySpan<byte> text, Span<T> target, out int used)
    {
        used = 0;
        var filled = 0;
        var at = 0;
        while (filled < target.Length)
        {
            at = SkipSpace(text, at);
            if (!ScannedNumber.TryScan(text, ref at, out var number) || !TKind.TryConvert(number, out target[filled]))
                break;
            var end = at;
            at = SkipSpace(text, at);
            if ((uint)at >= (uint)text.Length || text[at] is not ((byte)',' or (byte)']'))
                break;
            filled++;
            used = end;
            if (text[at] == ']')
                break;
            at++;
        }

        return filled;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        for (; (uint)at < (uint)text.Length; at++)
        {
            var next = text[at];
            if (next > ' ' || next is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
                break;
        }

        return at;
    }

    private static T ReadOne(ref JsonCursor json, in TensorHeader header, PooledBuffer scratch, long index)
    {
        switch (json.PeekToken())
        {
            case '[':
                throw ArrayLevels.Disagrees(json, header, $"element {index} is an array");
            case ']':
                throw ArrayLevels.Disagrees(json, header, $"there are only {index} elements");
        }

        var start = json;
        var token = json.ReadToken(scratch);
        if (token.IsEmpty && start.Peek() is JsonCursor.End or ',' or '}' or ':')
            start.Fail(TKind.Allowed);
        if (!TryParse(token, out var value))
        {
            var found = token.IsEmpty ? $"{(char)start.Peek()}..." : JsonCursor.Printable(token);
            throw ProblemException.BadRequest(
                $"{header} at byte {start.Offset}: element {index} is {found}, but {header.Type.Name()} takes {TKind.Allowed}");
        }

        return value;
    }

    /// <summary>Short numbers get room behind them, so that the quick way can read them too.</summary>
    private static bool TryParse(ReadOnlySpan<byte> token, out T value)
    {
        const int Room = 48;
        if (token.Length <= Room - (3 * sizeof(ulong)))
        {
            Span<byte> padded = stackalloc byte[Room];
            padded.Clear();
            token.CopyTo(padded);
            var at = 0;
            if (ScannedNumber.TryScan(padded, ref at, out var number) && at == token.Length && TKind.TryConvert(number, out value))
                return true;
        }

        return TKind.TryParse(token, out value);
    }

    private static void Separate(ref JsonCursor json, in TensorHeader header, int filled, int count)
    {
        if (json.PeekToken() == ']')
            throw ArrayLevels.Disagrees(json, header, $"a row holds {filled} elements, {count} are needed");
        json.Expect(',', "',' or ']'");
    }
}
