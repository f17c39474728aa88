using System.Buffers.Binary;

namespace ModelCluster.Node.Links.Frames;

/// <summary>Reads the parts of a head one after the other; every part that is cut off or impossible is a <see cref="LinkProtocolException"/>.</summary>
internal ref struct HeadReader(ReadOnlySpan<byte> head, NameCache names)
{
    private ReadOnlySpan<byte> _rest = head;

    internal byte Byte() => Take(1)[0];

    internal int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    internal long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    internal string Text() => names.Get(Take(Int32()));

    /// <summary>A number from 0 to <paramref name="most"/>.</summary>
    internal int Count(int most, string what)
    {
        var count = Int32();
        return count >= 0 && count <= most ? count : throw new LinkProtocolException($"{count} {what}; at most {most} are allowed");
    }

    /// <summary>One of an enum whose values count up from 0 to <paramref name="last"/>, as a byte.</summary>
    internal byte Choice(byte last, string what)
    {
        var value = Byte();
        return value <= last ? value : throw new LinkProtocolException($"unknown {what} {value}");
    }

    /// <summary>To be called after the last part.</summary>
    internal readonly void End()
    {
        if (!_rest.IsEmpty)
            throw new LinkProtocolException($"a head with {_rest.Length} bytes too many");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
            throw new LinkProtocolException($"a head that ends {(long)count - _rest.Length} bytes too early");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
