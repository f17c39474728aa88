using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ModelCluster.Node.Deployments;

/// <summary>Reads the YAML that a template renders to as JSON: one document, a mapping.</summary>
internal static class TemplateYaml
{
    private const int MaxNodes = 10_000;
    private const int MaxDepth = 32;

    /// <summary>The document as a JSON object; empty for a document that holds nothing.</summary>
    /// <exception cref="FormatException">It is none; the message says where.</exception>
    public static JsonObject Read(string yaml)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException e)
        {
            throw new FormatException($"line {e.Start.Line}: {e.Message}", e);
        }

        if (stream.Documents.Count == 0)
            return [];
        if (stream.Documents.Count > 1 || stream.Documents[0].RootNode is not YamlMappingNode mapping)
            throw new FormatException("it must be one document of 'key: value' lines");
        var left = MaxNodes;
        return Object(mapping, 1, ref left);
    }

    private static JsonObject Object(YamlMappingNode mapping, int depth, ref int left)
    {
        var json = new JsonObject();
        foreach (var (key, value) in mapping.Children)
        {
            if (key is not YamlScalarNode { Value: { } name })
                throw new FormatException($"line {key.Start.Line}: a key must be plain text");
            json[name] = Value(value, depth, ref left);
        }

        return json;
    }

    /// <summary>Aliases are followed, so that a few lines could stand for very many nodes: they are counted.</summary>
    private static JsonNode? Value(YamlNode node, int depth, ref int left)
    {
        if (--left < 0 || depth > MaxDepth)
            throw new FormatException($"it is too large: at most {MaxNodes:N0} values, {MaxDepth} deep, are allowed");
        switch (node)
        {
            case YamlMappingNode mapping:
                return Object(mapping, depth + 1, ref left);
            case YamlSequenceNode sequence:
                var array = new JsonArray();
                foreach (var item in sequence.Children)
                    array.Add(Value(item, depth + 1, ref left));
                return array;
            case YamlScalarNode scalar:
                return Scalar(scalar);
            default:
                throw new FormatException($"line {node.Start.Line}: a value of a kind that is not allowed here");
        }
    }

    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
            return JsonValue.Create(text);
        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => JsonValue.Create(true),
            "false" or "False" or "FALSE" => JsonValue.Create(false),
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
            _ => JsonValue.Create(text),
        };
    }
}
