using Microsoft.ML.OnnxRuntime;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Onnx;

/// <summary>Reads what a model takes and gives from the model itself.</summary>
internal static class SignatureReader
{
    /// <summary>Inputs and outputs in the file's order.</summary>
    /// <exception cref="ModelLoadException">One is of a kind that no protocol here can carry.</exception>
    public static ModelSignature Read(InferenceSession session) => new(
        Read("input", session.InputNames, session.InputMetadata),
        Read("output", session.OutputNames, session.OutputMetadata))
    {
        ClassLabels = ClassLabels.Read(session.ModelMetadata.CustomMetadataMap),
    };

    private static TensorSpec[] Read(string what, IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> metadata) =>
        [.. names.Select(name => Read($"{what} '{name}'", name, metadata[name]))];

    private static TensorSpec Read(string what, string name, NodeMetadata node)
    {
        if (node.OnnxValueType != OnnxValueType.ONNX_TYPE_TENSOR)
            throw new ModelLoadException($"{what} is {Kind(node.OnnxValueType)}, and only tensors can be served{Hint(node.OnnxValueType)}");
        if (!ElementTypes.TryFromOrt(node.ElementDataType, out var type))
        {
            throw new ModelLoadException(
                $"{what} has elements of type {node.ElementDataType}, which cannot be served; these can: {TensorTypes.AllNames}");
        }

        if (node.Dimensions.Length > TensorShape.MaxRank)
            throw new ModelLoadException($"{what} has {node.Dimensions.Length} dimensions, and at most {TensorShape.MaxRank} can be served");
        var shape = new TensorShape([.. node.Dimensions.Select(static dimension => Math.Max(-1L, dimension))]);
        return new TensorSpec(name, type, shape, [.. node.SymbolicDimensions.Select(static symbol => symbol ?? "")]);
    }

    private static string Kind(OnnxValueType type) => type switch
    {
        OnnxValueType.ONNX_TYPE_SEQUENCE => "a sequence",
        OnnxValueType.ONNX_TYPE_MAP => "a map",
        OnnxValueType.ONNX_TYPE_OPTIONAL => "an optional value",
        OnnxValueType.ONNX_TYPE_SPARSETENSOR => "a sparse tensor",
        _ => $"of an unknown kind ({type})",
    };

    private static string Hint(OnnxValueType type) => type is OnnxValueType.ONNX_TYPE_SEQUENCE or OnnxValueType.ONNX_TYPE_MAP
        ? "; if it comes from a scikit-learn classifier, export it with the option zipmap=False"
        : "";
}
