namespace ModelCluster.Contracts.History;

/// <summary>Which events are wanted: those that fit every part that is given. Immutable.</summary>
public sealed record EventFilter
{
    /// <summary>All events.</summary>
    public static EventFilter All { get; } = new();

    /// <summary>Whose histories, such as <c>model/iris</c>; empty for all.</summary>
    public IReadOnlyCollection<string> Actors { get; init; } = [];

    /// <summary>What happened, such as <c>version-loaded</c>; empty for everything.</summary>
    public IReadOnlyCollection<string> Types { get; init; } = [];

    /// <summary>Names of causes, such as an API key's name; empty for all.</summary>
    public IReadOnlyCollection<string> Causes { get; init; } = [];

    /// <summary>True for an event that is wanted.</summary>
    public bool Accepts(string actor, string type, string cause) =>
        (Actors.Count == 0 || Actors.Contains(actor, StringComparer.Ordinal))
        && (Types.Count == 0 || Types.Contains(type, StringComparer.Ordinal))
        && (Causes.Count == 0 || Causes.Contains(cause, StringComparer.Ordinal));
}
