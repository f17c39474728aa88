using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ModelCluster.Contracts.Cluster;

/// <summary>
/// The name of a node, unique in its cluster: 1 to 64 of A-Z, a-z, 0-9, '.', '_', '-'. A name that passed is safe as a part of a
/// key of the lighthouse, a header and a metric label.
/// </summary>
public readonly record struct NodeId
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private readonly string? _value;

    private NodeId(string value) => _value = value;

    /// <summary>The name as text; empty only for <c>default</c>.</summary>
    public string Value => _value ?? "";

    /// <summary>Reads a name; false if it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out NodeId node)
    {
        var isGood = text is { Length: > 0 and <= MaxLength } && !text.AsSpan().ContainsAnyExcept(Allowed);
        node = isGood ? new NodeId(text!) : default;
        return isGood;
    }

    /// <summary>Reads a name that is known to be good.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static NodeId Parse(string text) => TryParse(text, out var node)
        ? node
        : throw new FormatException($"'{text}' is not the name of a node; 1 to {MaxLength} letters, digits, '.', '_' and '-' are allowed");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
