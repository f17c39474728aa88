using System.Text.Json;
using System.Text.Json.Nodes;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Repository.Options;

/// <summary>An input or output as a file declares it, while it is being read.</summary>
internal sealed class DeclaredTensor
{
    private const string ShapeAllowed = "a list of at most 8 dimensions, each -1 (free) or more";

    public string? Name { get; set; }

    public TensorType? Type { get; set; }

    public long[]? Shape { get; set; }

    public string? LabelFile { get; set; }

    /// <summary>The keys <c>name</c>, <c>datatype</c> and <c>shape</c>.</summary>
    public static OptionTable<DeclaredTensor> Table { get; } = new OptionTable<DeclaredTensor>()
        .Text("name", required: true, "a name", "The name clients use.", (tensor, text) => (tensor.Name = text).Length > 0)
        .Text("datatype", required: true, $"one of {TensorTypes.AllNames}", "Element type.", TrySetType)
        .Add(ShapeKey("shape", "All dimensions, outermost first; -1 is free."));

    /// <summary>An input in another server's words; its dimensions leave out that of the batch.</summary>
    public static OptionTable<DeclaredTensor> TritonInput { get; } = TritonTensor()
        .Ignored("format", "the model file says how its dimensions are meant.")
        .Ignored("optional", "the model file says which inputs have defaults.")
        .Ignored("allow_ragged_batch", "requests of other shapes are batched apart.");

    /// <summary>Likewise an output.</summary>
    public static OptionTable<DeclaredTensor> TritonOutput { get; } = TritonTensor()
        .Text("label_filename", required: false, "a file beside model.json", "As `labels` with a file's name.", (tensor, text) => (tensor.LabelFile = text).Length > 0);

    /// <summary>The finished declaration; null, with an error noted, if a part is missing.</summary>
    public TensorSpec? ToSpec(string path, OptionErrors errors, bool addBatchDimension)
    {
        if (Name is not { } name || Type is not { } type || Shape is not { } shape)
        {
            errors.Add($"{path} is incomplete; a name, an element type and a shape are needed");
            return null;
        }

        if (addBatchDimension)
            shape = [-1, .. shape];
        if (shape.Length <= TensorShape.MaxRank)
            return new TensorSpec(name, type, new TensorShape(shape), [.. shape.Select(_ => "")]);
        errors.Add($"{path} has {shape.Length} dimensions with that of the batch; at most {TensorShape.MaxRank} are allowed");
        return null;
    }

    private static OptionTable<DeclaredTensor> TritonTensor() => new OptionTable<DeclaredTensor>()
        .Text("name", required: true, "a name", "The name clients use.", (tensor, text) => (tensor.Name = text).Length > 0)
        .Text("data_type", required: true, "TYPE_STRING, or TYPE_ and one of " + TensorTypes.AllNames, "Element type.", TrySetTritonType)
        .Add(ShapeKey("dims", "Dimensions, without that of the batch when `max_batch_size` is given and above 0."))
        .Ignored("is_shape_tensor", "ONNX Runtime needs no such hint.")
        .Ignored("is_non_linear_format_io", "ONNX Runtime needs no such hint.");

    private static bool TrySetType(DeclaredTensor tensor, string text)
    {
        var known = TensorTypes.TryParse(text, out var type);
        tensor.Type = type;
        return known;
    }

    private static bool TrySetTritonType(DeclaredTensor tensor, string text)
    {
        const string prefix = "TYPE_";
        return text.StartsWith(prefix, StringComparison.Ordinal)
            && TrySetType(tensor, text == "TYPE_STRING" ? TensorType.Bytes.Name() : text[prefix.Length..]);
    }

    private static OptionKey<DeclaredTensor> ShapeKey(string name, string description)
    {
        var schema = JsonNode.Parse(
            """{"type": "array", "maxItems": 8, "items": {"type": ["integer", "string"], "minimum": -1}}""")!.AsObject();
        return new(name, "array of integers", description, schema, ReadShape) { Default = "required", Allowed = ShapeAllowed };
    }

    private static void ReadShape(OptionValue value, DeclaredTensor tensor)
    {
        tensor.Shape = [];
        if (value.Json.ValueKind != JsonValueKind.Array || value.Json.GetArrayLength() > TensorShape.MaxRank)
        {
            value.Fail(ShapeAllowed);
            return;
        }

        var dimensions = new List<long>();
        foreach (var json in value.Json.EnumerateArray())
        {
            var item = value.Item(dimensions.Count, json);
            if (!item.TryGetInteger(out var dimension) || dimension < -1)
                item.Fail("-1 (free) or more");
            dimensions.Add(Math.Max(-1, dimension));
        }

        tensor.Shape = [.. dimensions];
    }
}
