using System.Text.RegularExpressions;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary>
/// An operation that is there whatever models there are; described only where its path is mapped and everything that its example
/// names is there. <see cref="StaticOperations"/> has all of them.
/// </summary>
/// <param name="Method">Lower case.</param>
/// <param name="Path">As it is mapped. What stands in braces, here and in <see cref="Body"/>, comes from <see cref="ExampleValues"/>.</param>
/// <param name="Summary">What it does.</param>
internal sealed partial record StaticOperation(string Method, string Path, string Summary)
{
    /// <summary>Its parameters in the query, all optional; what has an example is sent by those who try it.</summary>
    public IReadOnlyList<(string Name, string Description, string? Example)> Query { get; init; } = [];

    /// <summary>JSON that it takes; null for no body.</summary>
    public string? Body { get; init; }

    /// <summary>What the answer is made of; null: it has no body.</summary>
    public string? MediaType { get; init; } = "application/json";

    /// <summary>The schema of its answer, one of <see cref="CommonParts.Schemas"/>; null: any value of its media type.</summary>
    public string? Schema { get; init; }

    /// <summary>The common answer that tells its failures.</summary>
    public string Error { get; init; } = "Error";

    /// <summary>True: it changes what is served or how, so that tools that try everything should leave it alone.</summary>
    public bool ChangesState { get; init; }

    /// <summary>A value that must be there although the example does not name it; null for none.</summary>
    public string? Needs { get; init; }

    /// <summary>Every value that must be there.</summary>
    public IEnumerable<string> Values() => [.. PathValues(), .. NamedIn(Body ?? ""), .. Needs is { } needed ? [needed] : Array.Empty<string>()];

    /// <summary>The values that its path names.</summary>
    public IEnumerable<string> PathValues() => NamedIn(Path);

    /// <summary>Its body with what stands in braces replaced; null for no body.</summary>
    public string? BodyWith(IReadOnlyDictionary<string, string> values) =>
        Body is null ? null : Placeholder().Replace(Body, match => values[match.Groups["value"].Value]);

    private static IEnumerable<string> NamedIn(string text) => Placeholder().Matches(text).Select(match => match.Groups["value"].Value);

    [GeneratedRegex("\\{(?<value>[a-z_]+)\\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
