namespace ModelCluster.Contracts.Tensors;

/// <summary>One input or output of a model as its signature states it.</summary>
/// <param name="Name">The name in the model file.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Dimensions; -1 is free.</param>
/// <param name="DimensionNames">For each dimension the symbol in the model file, or empty. Free dimensions of one name agree.</param>
public sealed record TensorSpec(string Name, TensorType Type, TensorShape Shape, IReadOnlyList<string> DimensionNames)
{
    /// <summary>One whose dimensions have no names, such as <c>TensorSpec.Of("text", TensorType.Bytes, -1)</c>; -1 is free.</summary>
    public static TensorSpec Of(string name, TensorType type, params ReadOnlySpan<long> dimensions)
    {
        var names = new string[dimensions.Length];
        Array.Fill(names, "");
        return new TensorSpec(name, type, new TensorShape(dimensions), names);
    }
}
