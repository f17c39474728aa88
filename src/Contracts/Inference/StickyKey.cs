namespace ModelCluster.Contracts.Inference;

/// <summary>
/// Makes a request's <see cref="InferenceRequest.StickyKey"/> of a header's value. The same text gives the same key on every
/// node, in every protocol and after every restart. Stateless.
/// </summary>
public static class StickyKey
{
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The key of a text: FNV-1a, 64 bits, over its UTF-16 units, then <see cref="Mix"/>.</summary>
    public static ulong Of(ReadOnlySpan<char> text)
    {
        var hash = OffsetBasis;
        foreach (var character in text)
            hash = (hash ^ character) * Prime;
        return Mix(hash);
    }

    /// <summary>
    /// Spreads 64 bits evenly over all of them, one to one: the finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
    /// </summary>
    public static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
