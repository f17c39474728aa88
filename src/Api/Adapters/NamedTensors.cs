using System.Text.Json.Nodes;
using ModelCluster.Api.Http;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>Tensors as <c>{"x":[[0.1,0.9]],"y":[1]}</c>: each under its name, nested as its shape says. Stateless.</summary>
internal static class NamedTensors
{
    /// <summary>Writes the object.</summary>
    public static void Write(PooledBuffer target, IReadOnlyList<NamedTensor> tensors)
    {
        target.Write((byte)'{');
        for (var i = 0; i < tensors.Count; i++)
        {
            if (i > 0)
                target.Write((byte)',');
            JsonText.WriteString(target, tensors[i].Name);
            target.Write((byte)':');
            NestedElements.Write(target, tensors[i]);
        }

        target.Write((byte)'}');
    }

    /// <summary>The JSON schema of the object.</summary>
    public static JsonObject Schema(IReadOnlyList<TensorSpec> tensors) => JsonSchema.Object(
        [.. tensors.Select(tensor => (tensor.Name, JsonSchema.Nested(tensor.Type, tensor.Shape, $"{tensor.Type.Name()} {tensor.Shape}")))]);
}
