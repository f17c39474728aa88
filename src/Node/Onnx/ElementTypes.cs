using Microsoft.ML.OnnxRuntime.Tensors;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Onnx;

/// <summary>ONNX Runtime's element types and ours.</summary>
internal static class ElementTypes
{
    private static readonly TensorElementType[] Table =
    [
        TensorElementType.Bool, TensorElementType.UInt8, TensorElementType.UInt16, TensorElementType.UInt32, TensorElementType.UInt64,
        TensorElementType.Int8, TensorElementType.Int16, TensorElementType.Int32, TensorElementType.Int64,
        TensorElementType.Float16, TensorElementType.BFloat16, TensorElementType.Float, TensorElementType.Double, TensorElementType.String,
    ];

    /// <summary>The runtime's number for one of our types.</summary>
    public static int ToOrt(TensorType type) => (int)Table[(int)type];

    /// <summary>Our type for one of the runtime's; false if there is none (complex, 4 and 8 bit floats, …).</summary>
    public static bool TryFromOrt(TensorElementType element, out TensorType type)
    {
        var index = Array.IndexOf(Table, element);
        type = (TensorType)Math.Max(0, index);
        return index >= 0;
    }
}
