using System.Text;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Telemetry;

/// <summary>
/// The labels of a series, written out once for all the series that share them: <c>model="m",version="1"</c>. Immutable.
/// </summary>
public readonly struct MetricLabels
{
    private readonly string? _text;

    private MetricLabels(string text) => _text = text;

    /// <summary>No labels.</summary>
    public static MetricLabels None => default;

    /// <summary>The labels as they stand between the braces, values escaped.</summary>
    public string Text => _text ?? "";

    /// <summary>One label.</summary>
    /// <param name="name">Letters, digits and '_', the first one no digit.</param>
    /// <param name="value">Any text.</param>
    public static MetricLabels Of(string name, string value) => default(MetricLabels).With(name, value);

    /// <summary>The labels <c>model</c> and <c>version</c>.</summary>
    public static MetricLabels Of(ServableId servable) =>
        Of("model", servable.Model.Value).With("version", servable.Version.ToString());

    /// <summary>These labels and one more.</summary>
    /// <param name="name">Letters, digits and '_', the first one no digit; not one that is there.</param>
    /// <param name="value">Any text.</param>
    public MetricLabels With(string name, string value) =>
        new($"{Text}{(Text.Length == 0 ? "" : ",")}{name}=\"{Escape(value)}\"");

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string Escape(string value)
    {
        if (value.AsSpan().IndexOfAny("\\\"\n") < 0)
            return value;
        var escaped = new StringBuilder(value.Length + 8);
        foreach (var character in value)
        {
            _ = character switch
            {
                '\\' => escaped.Append("\\\\"),
                '"' => escaped.Append("\\\""),
                '\n' => escaped.Append("\\n"),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }
}
