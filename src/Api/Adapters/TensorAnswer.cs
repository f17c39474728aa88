using System.Text.Json.Nodes;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Api.Adapters;

/// <summary>The answer <c>{"outputs":{"y":[[0.1,0.9]]}}</c>: every output by its name, nested as its shape says.</summary>
internal static class TensorAnswer
{
    /// <summary>Writes the answer.</summary>
    public static void Write(InferenceReply reply, PooledBuffer target)
    {
        target.Write("{\"outputs\":"u8);
        NamedTensors.Write(target, reply.Outputs);
        target.Write((byte)'}');
    }

    /// <summary>The JSON schema of the answer.</summary>
    public static JsonObject Schema(ServableView servable) => JsonSchema.Object(("outputs", NamedTensors.Schema(servable.Signature!.Outputs)));
}
