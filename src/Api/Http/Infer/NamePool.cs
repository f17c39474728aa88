using System.Text;

namespace ModelCluster.Api.Http.Infer;

/// <summary>
/// Names of inputs and outputs as strings, without a new string for a name that came lately. A small table in which a new
/// name takes the place of an old one with the same hash, so it cannot grow. Thread-safe.
/// </summary>
internal static class NamePool
{
    private const int Slots = 512;
    private const int LongestKept = 64;
    private const int Longest = 1024;

    private static readonly Entry?[] Entries = new Entry?[Slots];

    /// <summary>The string of <paramref name="utf8"/>, which is valid UTF-8.</summary>
    /// <exception cref="ProblemException">400: longer than 1,024 bytes; errors repeat names, so they have a limit.</exception>
    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Longest)
            throw ProblemException.BadRequest($"a name of {utf8.Length} bytes is too long; at most {Longest} are allowed");
        if (utf8.Length > LongestKept)
            return Encoding.UTF8.GetString(utf8);
        var hash = default(HashCode);
        hash.AddBytes(utf8);
        ref var slot = ref Entries[(uint)hash.ToHashCode() % Slots];
        if (Volatile.Read(ref slot) is { } entry && utf8.SequenceEqual(entry.Utf8))
            return entry.Text;
        var added = new Entry(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        Volatile.Write(ref slot, added);
        return added.Text;
    }

    private sealed record Entry(byte[] Utf8, string Text);
}
