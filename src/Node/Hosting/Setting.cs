namespace ModelCluster.Node.Hosting;

/// <summary>One setting of a node, for the help, the documentation and the check against misspelt keys.</summary>
/// <param name="Key">Section and key, such as <c>Http:Address</c>; a trailing <c>:0</c> stands for a list, <c>:NAME</c> for one value per name.</param>
/// <param name="Switch">Its short command-line switch, or empty.</param>
/// <param name="Default">What counts when nothing is set.</param>
/// <param name="Allowed">Unit and range.</param>
/// <param name="Description">What it does.</param>
internal sealed record Setting(string Key, string Switch, string Default, string Allowed, string Description)
{
    /// <summary>The environment variable of the setting, such as <c>MODELCLUSTER__HTTP__ADDRESS</c>.</summary>
    internal string Environment => $"MODELCLUSTER__{Key.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant()}";

    private bool IsList => Key.EndsWith(":0", StringComparison.Ordinal);

    private bool IsMap => Key.EndsWith(":NAME", StringComparison.Ordinal);

    /// <summary>The key without what stands for an element.</summary>
    internal string Name => IsList || IsMap ? Key[..Key.LastIndexOf(':')] : Key;

    /// <summary>The default for readers.</summary>
    internal string DefaultText => Default.Length == 0 ? "empty" : Default;

    /// <summary>True for the key itself and, if it stands for several, for any of its elements.</summary>
    internal bool Covers(string key) => IsList || IsMap ? IsElement(key) : Name.Equals(key, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a section on the way to the key, which holds no value of its own.</summary>
    internal bool IsUnder(string section) =>
        Key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase);

    private bool IsElement(string key)
    {
        if (!key.StartsWith(Name + ":", StringComparison.OrdinalIgnoreCase))
            return false;
        var element = key.AsSpan(Name.Length + 1);
        return IsList ? int.TryParse(element, out _) : element.Length > 0 && !element.Contains(':');
    }
}
