using System.Text.Json;
using System.Text.Json.Nodes;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository.Options;

using Table = OptionTable<ModelOptionsDraft>;

/// <summary>Reads <c>image</c>: how the adapter <c>image_input</c> makes numbers of pixels.</summary>
internal static class ImageOptionsReader
{
    private const string Allowed = "a number, or a list of 1 or 3 numbers, one per channel";

    public static Table Table { get; } = new Table()
        .Add(Numbers("mean", "0", "What is taken away from each pixel (0 to 255), for floating-point inputs.",
            (image, values) => image with { Mean = values }))
        .Add(Numbers("scale", "1", "What the difference is multiplied by; 0.00392157 for pixels from 0 to 1.",
            (image, values) => image with { Scale = values }))
        .Choice("channels", "\"rgb\"", [("rgb", false), ("bgr", true)],
            "The order of the channels, which is also that of `mean` and `scale`.",
            (draft, isBgr) => draft.Options = draft.Options with { Image = draft.Options.Image with { IsBgr = isBgr } });

    private static OptionKey<ModelOptionsDraft> Numbers(
        string name, string byDefault, string description, Func<ImageOptions, IReadOnlyList<float>, ImageOptions> apply)
    {
        var schema = JsonNode.Parse(
            """{ "anyOf": [{ "type": "number" }, { "type": "array", "items": { "type": "number" }, "minItems": 1, "maxItems": 3 }] }""")!.AsObject();
        return new(name, "number or list", description, schema, Read) { Default = byDefault, Allowed = Allowed };

        void Read(OptionValue value, ModelOptionsDraft draft)
        {
            if (TryRead(value.Json, out var numbers))
                draft.Options = draft.Options with { Image = apply(draft.Options.Image, numbers) };
            else
                value.Fail(Allowed);
        }
    }

    private static bool TryRead(JsonElement json, out float[] numbers)
    {
        numbers = [];
        JsonElement[] elements = json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : [json];
        if (elements.Length is not (1 or 3) || !Array.TrueForAll(elements, element => element.ValueKind == JsonValueKind.Number))
            return false;
        numbers = [.. elements.Select(element => (float)element.GetDouble())];
        return Array.TrueForAll(numbers, float.IsFinite);
    }
}
