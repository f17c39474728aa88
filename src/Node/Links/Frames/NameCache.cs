using System.Text;

namespace ModelCluster.Node.Links.Frames;

/// <summary>
/// Texts of heads as strings, without a new string for one that came lately: a small table in which a new text takes the place of
/// an old one with the same hash, so it cannot grow. Not thread-safe.
/// </summary>
internal sealed class NameCache
{
    private const int Slots = 256;
    private const int LongestKept = 64;

    private readonly (byte[] Utf8, string Text)[] _slots = new (byte[], string)[Slots];

    internal string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestKept)
            return Encoding.UTF8.GetString(utf8);
        var hash = default(HashCode);
        hash.AddBytes(utf8);
        ref var slot = ref _slots[(uint)hash.ToHashCode() % Slots];
        if (slot.Utf8 is null || !utf8.SequenceEqual(slot.Utf8))
            slot = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        return slot.Text;
    }
}
