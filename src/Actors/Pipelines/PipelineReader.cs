using System.Text.Json;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Pipelines;

/// <summary>Reads <c>pipeline.json</c>. Every error names the place in the file. Stateless.</summary>
public static class PipelineReader
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The most steps.</summary>
    public const int MaxSteps = 64;

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 16 };

    /// <summary>The definition, or null and everything that is wrong with its form; the graph itself is <see cref="PipelineGraph"/>'s.</summary>
    public static (PipelineDefinition? Definition, IReadOnlyList<string> Errors) Read(ReadOnlyMemory<byte> json)
    {
        if (json.Span.StartsWith("\uFEFF"u8))
            json = json[3..];
        var errors = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var definition = Pipeline(new Place(document.RootElement, "", errors));
            return (errors.Count == 0 ? definition : null, errors);
        }
        catch (JsonException e)
        {
            return (null, [$"it is not JSON: {e.Message}"]);
        }
    }

    private static PipelineDefinition Pipeline(Place root)
    {
        root.AllowOnly("description", "inputs", "outputs", "steps");
        var inputs = root.Member("inputs") is { } listed ? listed.Elements().Select(PipelineInput).ToList() : [];
        var steps = root.Member("steps") is { } given ? given.Elements().Select(Step).ToList() : [];
        if (steps.Count is 0 or > MaxSteps)
            root.Fail($"steps: there are {steps.Count}, and 1 to {MaxSteps} are allowed");
        var outputs = root.Member("outputs") is { } wanted ? Links(wanted) : [];
        if (outputs.Count == 0)
            root.Fail("outputs: at least one is needed, such as {\"label\": \"classify.label\"}");
        return new PipelineDefinition(inputs, steps, outputs);
    }

    private static string PipelineInput(Place place)
    {
        var name = place.Text();
        if (name.Contains('.', StringComparison.Ordinal))
            place.Fail($"'{name}' must not hold a '.', which stands between a step and its output");
        return name;
    }

    private static PipelineStep Step(Place place)
    {
        place.AllowOnly("inputs", "label", "model", "name", "version");
        var name = place.Member("name")?.Text() ?? "";
        if (name.Length > 0 && !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            place.Fail($"name '{name}' must be letters, digits, '_' and '-'");
        var model = place.Member("model")?.Text() ?? "";
        if (!ModelName.TryParse(model, out var modelName, out var problem) && model.Length > 0)
            place.Fail($"model: {problem}");
        return new PipelineStep(name, modelName, Version(place), place.Member("inputs") is { } inputs ? Links(inputs) : []);
    }

    private static VersionSelector Version(Place place)
    {
        var version = place.Member("version", isOptional: true);
        var label = place.Member("label", isOptional: true);
        if (version is not null && label is not null)
            place.Fail("version and label: only one of them is allowed");
        if (label is { } named)
            return VersionSelector.Labelled(named.Text());
        if (!VersionSelector.TryParse(version?.Text(), out var selector, out var error))
            version?.Fail(error);
        return selector;
    }

    private static List<TensorLink> Links(Place place)
    {
        var links = new List<TensorLink>();
        foreach (var (name, value) in place.Members())
        {
            if (links.Exists(link => link.Name == name))
                value.Fail("is given twice");
            var source = value.Text();
            var dot = source.IndexOf('.', StringComparison.Ordinal);
            links.Add(new TensorLink(name, dot < 0 ? new TensorSource(null, source) : new TensorSource(source[..dot], source[(dot + 1)..])));
        }

        return links;
    }

    /// <summary>A value of the file and the way to it.</summary>
    private readonly record struct Place(JsonElement Json, string Path, List<string> Errors)
    {
        internal void Fail(string problem) => Errors.Add(Path.Length == 0 || problem.StartsWith(Path, StringComparison.Ordinal) ? problem : $"{Path}: {problem}");

        internal void AllowOnly(params string[] keys)
        {
            foreach (var (name, _) in Members())
            {
                if (!keys.Contains(name, StringComparer.Ordinal))
                    Fail($"unknown key '{name}'; known here are {string.Join(", ", keys)}");
            }
        }

        internal Place? Member(string name, bool isOptional = false)
        {
            if (Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var value))
                return At(value, name);
            if (!isOptional)
                Fail($"{name} is missing");
            return null;
        }

        internal IEnumerable<(string Name, Place Value)> Members()
        {
            if (Json.ValueKind != JsonValueKind.Object)
            {
                Fail("must be an object");
                yield break;
            }

            foreach (var member in Json.EnumerateObject())
                yield return (member.Name, At(member.Value, member.Name));
        }

        internal IEnumerable<Place> Elements()
        {
            if (Json.ValueKind != JsonValueKind.Array)
            {
                Fail("must be an array");
                yield break;
            }

            foreach (var (index, element) in Json.EnumerateArray().Index())
                yield return this with { Json = element, Path = $"{Path}[{index}]" };
        }

        internal string Text()
        {
            if (Json.ValueKind == JsonValueKind.String && Json.GetString() is { Length: > 0 } text)
                return text;
            Fail("must be a text, and not an empty one");
            return "";
        }

        private Place At(JsonElement json, string name) => this with { Json = json, Path = Path.Length == 0 ? name : $"{Path}.{name}" };
    }
}
