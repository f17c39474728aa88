namespace ModelCluster.Node.Hosting;

/// <summary>One setting of a node, for the help, the documentation and the check against misspelt keys.</summary>
/// <param name="Key">Section and key, such as <c>Http:Address</c>; a trailing <c>:0</c> stands for a list.</param>
/// <param name="Switch">Its short command-line switch, or empty.</param>
/// <param name="Default">What counts when nothing is set.</param>
/// <param name="Allowed">Unit and range.</param>
/// <param name="Description">What it does.</param>
internal sealed record Setting(string Key, string Switch, string Default, string Allowed, string Description)
{
    /// <summary>The environment variable of the setting, such as <c>MODELCLUSTER__HTTP__ADDRESS</c>.</summary>
    internal string Environment => $"MODELCLUSTER__{Key.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant()}";

    /// <summary>True for <paramref name="key"/> itself, for any element of the list, and for any section on the way to it.</summary>
    internal bool Covers(string key)
    {
        var isList = Key.EndsWith(":0", StringComparison.Ordinal);
        var name = isList ? Key[..^2] : Key;
        return name.Equals(key, StringComparison.OrdinalIgnoreCase)
            || name.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase)
            || (isList && key.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase) && int.TryParse(key.AsSpan(name.Length + 1), out _));
    }
}
