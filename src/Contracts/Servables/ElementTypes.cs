using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Contracts.Servables;

/// <summary>Which .NET type the elements of a tensor are read and written as. Stateless.</summary>
internal static class ElementTypes
{
    private static readonly Dictionary<TensorType, Type> ByTensor = new()
    {
        [TensorType.Bool] = typeof(bool),
        [TensorType.UInt8] = typeof(byte),
        [TensorType.UInt16] = typeof(ushort),
        [TensorType.UInt32] = typeof(uint),
        [TensorType.UInt64] = typeof(ulong),
        [TensorType.Int8] = typeof(sbyte),
        [TensorType.Int16] = typeof(short),
        [TensorType.Int32] = typeof(int),
        [TensorType.Int64] = typeof(long),
        [TensorType.Fp16] = typeof(Half),
        [TensorType.Bf16] = typeof(ushort),
        [TensorType.Fp32] = typeof(float),
        [TensorType.Fp64] = typeof(double),
    };

    /// <summary>Does nothing if <typeparamref name="T"/> is the type of the elements.</summary>
    /// <exception cref="ArgumentException">It is not; the message says which is.</exception>
    internal static void Check<T>(TensorType type, string name)
    {
        if (!ByTensor.TryGetValue(type, out var element))
            throw new ArgumentException($"'{name}' is BYTES: its elements are texts", nameof(name));
        if (element != typeof(T))
            throw new ArgumentException($"'{name}' is {type.Name()}: its elements are {element.Name}, not {typeof(T).Name}", nameof(name));
    }
}
