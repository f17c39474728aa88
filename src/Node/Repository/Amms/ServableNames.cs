using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>
/// Checks <c>servable_name</c>: an adapter, or the name of a pipeline. Pipelines come and go while the node runs, so that any
/// name could be one; a name that is an adapter's but for a letter or two is taken for a misspelling.
/// </summary>
internal static class ServableNames
{
    private const int MostLettersWrong = 2;

    private static readonly string[] Adapters = ["tensor", "text_input", "vector_input", "image_input"];

    /// <summary>What is allowed, if <paramref name="name"/> will not do; null if it will.</summary>
    public static string? Problem(string name)
    {
        var allowed = $"{string.Join(", ", Adapters)}, or the name of a pipeline";
        if (Adapters.Contains(name, StringComparer.Ordinal))
            return null;
        if (!ModelName.TryParse(name, out _, out _))
            return allowed;
        return NearestKey.Find(name, Adapters, MostLettersWrong) is { } near ? $"{allowed}; did you mean '{near}'?" : null;
    }
}
