using System.Text.Json.Nodes;

namespace ModelCluster.Node.Repository.Options;

/// <summary>One key of a table of options: what its documentation and its JSON schema say.</summary>
internal abstract record OptionKey(string Name, string Type, string Description, JsonObject Schema)
{
    /// <summary>The unit of a number; empty without one.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What holds when the key is absent; empty when there is nothing to say.</summary>
    public string Default { get; init; } = "";

    /// <summary>What is allowed, as errors and documentation say it.</summary>
    public string Allowed { get; init; } = "";

    /// <summary>The option that this key is another spelling of; null when it is its own.</summary>
    public string? Means { get; init; }

    /// <summary>The keys inside, when the value is an object or a list of objects.</summary>
    public IReadOnlyList<OptionKey> Children { get; init; } = [];
}

/// <summary>A key and how it is read into a <typeparamref name="T"/>.</summary>
internal sealed record OptionKey<T>(string Name, string Type, string Description, JsonObject Schema, Action<OptionValue, T> Read)
    : OptionKey(Name, Type, Description, Schema);
