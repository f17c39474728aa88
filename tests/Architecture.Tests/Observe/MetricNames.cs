using System.Text.RegularExpressions;

namespace ModelCluster.Architecture.Tests.Observe;

/// <summary>The names that nodes give their metrics, as the sources have them; a histogram has three.</summary>
internal static partial class MetricNames
{
    internal static IReadOnlySet<string> OfNodes { get; } = Project.Sources
        .SelectMany(project => project.CSharpFiles)
        .SelectMany(path => Declared().Matches(File.ReadAllText(path)))
        .SelectMany(match => Names(match.Groups["kind"].Value, match.Groups["name"].Value))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>The names in an expression that are metrics of nodes, or made of them by a rule (they have a colon).</summary>
    internal static IEnumerable<string> In(string expression) => Used().Matches(expression).Select(match => match.Value);

    private static IEnumerable<string> Names(string kind, string name) =>
        kind == "Histogram" ? [$"{name}_bucket", $"{name}_count", $"{name}_sum"] : [name];

    [GeneratedRegex(@"\.(?<kind>Counter|Gauge|Histogram)\(\s*""(?<name>[a-z_:]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declared();

    [GeneratedRegex(@"\b((model:)?modelcluster_|process_|dotnet_|nv_)[\w:]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Used();
}
