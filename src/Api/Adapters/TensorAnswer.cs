using System.Text.Json.Nodes;
using ModelCluster.Api.Http;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>The answer <c>{"outputs":{"y":[[0.1,0.9]]}}</c>: every output by its name, nested as its shape says.</summary>
internal static class TensorAnswer
{
    /// <summary>Writes the answer.</summary>
    public static void Write(InferenceReply reply, PooledBuffer target)
    {
        target.Write("{\"outputs\":{"u8);
        for (var i = 0; i < reply.Outputs.Count; i++)
        {
            if (i > 0)
                target.Write((byte)',');
            JsonText.WriteString(target, reply.Outputs[i].Name);
            target.Write((byte)':');
            NestedElements.Write(target, reply.Outputs[i]);
        }

        target.Write("}}"u8);
    }

    /// <summary>The JSON schema of the answer.</summary>
    public static JsonObject Schema(ServableView servable) => JsonSchema.Object(("outputs", JsonSchema.Object(
        [.. servable.Signature!.Outputs.Select(output => (output.Name, JsonSchema.Nested(
            output.Type, output.Shape, $"{output.Type.Name()} {output.Shape}")))])));
}
