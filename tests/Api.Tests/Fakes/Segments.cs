using System.Buffers;
using System.Text;

namespace ModelCluster.Api.Tests.Fakes;

/// <summary>Cuts bytes into the segments of a sequence.</summary>
internal static class Segments
{
    public static ReadOnlySequence<byte> Whole(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>Segments of the given length, each in an array of its own.</summary>
    public static ReadOnlySequence<byte> Of(byte[] bytes, int length) =>
        At(bytes, Enumerable.Range(1, bytes.Length / length).Select(i => i * length));

    /// <summary>Cut at the given places; the same place twice makes an empty segment.</summary>
    public static ReadOnlySequence<byte> At(byte[] bytes, IEnumerable<int> cuts)
    {
        var first = new Segment(ReadOnlyMemory<byte>.Empty, null);
        var last = first;
        var start = 0;
        foreach (var cut in cuts.Append(bytes.Length).Order())
        {
            last = new Segment(bytes.AsSpan(start, cut - start).ToArray(), last);
            start = cut;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null)
                return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
