using System.Collections.Frozen;

namespace ModelCluster.Contracts.Tensors;

/// <summary>Facts about <see cref="TensorType"/>: the protocol's name and the size of an element.</summary>
public static class TensorTypes
{
    private static readonly string[] Names =
    [
        "BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16", "BF16", "FP32", "FP64", "BYTES",
    ];

    private static readonly byte[] Sizes = [1, 1, 2, 4, 8, 1, 2, 4, 8, 2, 2, 4, 8, 0];

    private static readonly FrozenDictionary<string, TensorType> ByName =
        Enum.GetValues<TensorType>().ToFrozenDictionary(type => Names[(int)type], StringComparer.Ordinal);

    /// <summary>All names, for messages that list what is allowed.</summary>
    public static string AllNames { get; } = string.Join(", ", Names);

    /// <summary>The protocol's name, such as <c>FP32</c>.</summary>
    public static string Name(this TensorType type) => Names[(int)type];

    /// <summary>Bytes per element; 0 for <see cref="TensorType.Bytes"/>, whose elements differ in length.</summary>
    public static int Size(this TensorType type) => Sizes[(int)type];

    /// <summary>Reads the protocol's name, case-sensitive.</summary>
    public static bool TryParse(string? name, out TensorType type)
    {
        type = default;
        return name is not null && ByName.TryGetValue(name, out type);
    }
}
