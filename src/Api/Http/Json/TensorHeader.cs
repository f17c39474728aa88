using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.Json;

/// <summary>What a request says of a tensor before its data.</summary>
/// <param name="Role">"input" or "output", for messages.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Dimensions, all fixed.</param>
/// <param name="Elements">Their product.</param>
internal readonly record struct TensorHeader(string Role, string Name, TensorType Type, TensorShape Shape, long Elements)
{
    /// <summary>As messages call it: <c>input 'x'</c>.</summary>
    public override string ToString() => $"{Role} '{Name}'";
}
