using System.Buffers.Binary;

namespace ModelCluster.Node.Links.Frames;

/// <summary>
/// What every frame begins with: 20 bytes, little-endian like all of it: kind (1), zeros (3), length of the head (4), length of
/// the data behind it (4), id (8). A message has one id, the same in all its frames and in its answer.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Head">Bytes of the head, which describes a message; 0 for other frames.</param>
/// <param name="Data">Bytes of tensor data behind the head: all of a message's, or none where <see cref="FrameKind.More"/> brings it.</param>
/// <param name="Id">Which request.</param>
internal readonly record struct FrameHeader(FrameKind Kind, int Head, int Data, ulong Id)
{
    /// <summary>Its length in bytes.</summary>
    internal const int Size = 20;

    internal void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)Kind);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], Head);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], Data);
        BinaryPrimitives.WriteUInt64LittleEndian(target[12..], Id);
    }

    /// <exception cref="LinkProtocolException">No header that <see cref="Write"/> writes, or one past the limits.</exception>
    internal static FrameHeader Read(ReadOnlySpan<byte> source)
    {
        var kind = BinaryPrimitives.ReadUInt32LittleEndian(source);
        var head = BinaryPrimitives.ReadInt32LittleEndian(source[4..]);
        var data = BinaryPrimitives.ReadInt32LittleEndian(source[8..]);
        if (kind is < (uint)FrameKind.Request or > (uint)FrameKind.Pong)
            throw new LinkProtocolException($"a frame of the unknown kind {kind}");
        var header = new FrameHeader((FrameKind)kind, head, data, BinaryPrimitives.ReadUInt64LittleEndian(source[12..]));
        var (longestHead, longestData) = header.Kind switch
        {
            FrameKind.Request or FrameKind.Reply => (LinkLimits.LongestHead, LinkLimits.LongestWhole),
            FrameKind.More => (0, LinkLimits.Piece),
            _ => (0, 0),
        };
        return (uint)head <= (uint)longestHead && (uint)data <= (uint)longestData
            ? header
            : throw new LinkProtocolException($"a {header.Kind} frame of {head} and {data} bytes; at most {longestHead} and {longestData} are allowed");
    }
}
