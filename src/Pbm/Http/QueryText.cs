namespace ModelCluster.Pbm.Http;

/// <summary>Writes the query of a URL.</summary>
internal static class QueryText
{
    /// <summary><c>?key=value&amp;…</c> of the pairs that have a value; empty when none has.</summary>
    internal static string Of(params IEnumerable<(string Key, string? Value)> pairs)
    {
        var text = string.Join('&', pairs.Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value!)}"));
        return text.Length == 0 ? "" : $"?{text}";
    }
}
