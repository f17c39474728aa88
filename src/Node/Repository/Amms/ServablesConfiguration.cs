namespace ModelCluster.Node.Repository.Amms;

/// <summary>A <c>servables.json</c> that is right. Immutable.</summary>
/// <param name="Json">All of it, as it was read.</param>
/// <param name="Entries">Its entries, at least one, in order; no two have the same <see cref="ServablesEntry.Key"/>.</param>
internal sealed record ServablesConfiguration(string Json, IReadOnlyList<ServablesEntry> Entries)
{
    /// <summary>What is different from <paramref name="before"/>, a line each, by model and main version; empty when nothing is.</summary>
    public IReadOnlyList<string> ChangesFrom(ServablesConfiguration? before)
    {
        var old = (before?.Entries ?? []).ToDictionary(entry => entry.Key);
        var now = Entries.ToDictionary(entry => entry.Key);
        var changes = new List<string>();
        foreach (var key in old.Keys.Union(now.Keys).OrderBy(key => key.Model.Value, StringComparer.Ordinal).ThenBy(key => key.Main))
        {
            var (was, becomes) = (old.GetValueOrDefault(key), now.GetValueOrDefault(key));
            if (was == becomes)
                continue;
            changes.Add((was, becomes) switch
            {
                (null, _) => $"+ {becomes}",
                (_, null) => $"- {was}",
                _ => $"~ {was} -> {becomes}",
            });
        }

        return changes;
    }
}
