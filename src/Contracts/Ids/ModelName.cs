using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ModelCluster.Contracts.Ids;

/// <summary>
/// The name of a model: 1 to 128 of A-Z, a-z, 0-9, '.', '_', '-', not beginning with '.'.
/// A name that passed is safe as a folder name, a URL segment, an etcd key and a metric label.
/// </summary>
public readonly record struct ModelName
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private readonly string? _value;

    private ModelName(string value) => _value = value;

    /// <summary>The name as text; empty only for <c>default</c>.</summary>
    public string Value => _value ?? "";

    /// <summary>Reads a name; false, with <paramref name="error"/> saying what is allowed, if it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ModelName name, [NotNullWhen(false)] out string? error)
    {
        name = default;
        error = null;
        if (string.IsNullOrEmpty(text))
            error = "model name is empty";
        else if (text.Length > MaxLength)
            error = $"model name of {text.Length} characters is too long; at most {MaxLength} are allowed";
        else if (text[0] == '.' || text.AsSpan().ContainsAnyExcept(Allowed))
            error = $"'{Printable(text)}' is not a model name; letters, digits, '.', '_' and '-' are allowed, not beginning with '.'";
        if (error is not null)
            return false;
        name = new ModelName(text!);
        return true;
    }

    /// <summary>Reads a name that is known to be good.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static ModelName Parse(string text) =>
        TryParse(text, out var name, out var error) ? name : throw new FormatException(error);

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
