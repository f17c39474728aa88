using System.Buffers;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.Infer;

/// <summary>Writes samples as a client would send them, with all data in the JSON.</summary>
internal sealed class SampleWriter : ISampleWriter
{
    /// <inheritdoc/>
    public bool TryWriteRequest(IBufferWriter<byte> target, IReadOnlyList<NamedTensor> inputs) => TryWrite(target, "inputs", inputs);

    /// <inheritdoc/>
    public bool TryWriteOutputs(IBufferWriter<byte> target, IReadOnlyList<NamedTensor> outputs) => TryWrite(target, "outputs", outputs);

    private static bool TryWrite(IBufferWriter<byte> target, string member, IReadOnlyList<NamedTensor> tensors)
    {
        using var json = new PooledBuffer();
        json.Write((byte)'{');
        JsonText.WriteString(json, member);
        json.Write(":["u8);
        try
        {
            for (var i = 0; i < tensors.Count; i++)
            {
                if (i > 0)
                    json.Write((byte)',');
                Write(json, tensors[i]);
            }
        }
        catch (ProblemException)
        {
            return false; // a type that JSON has no form for
        }

        json.Write("]}"u8);
        target.Write(json.Written.Span);
        return true;
    }

    private static void Write(PooledBuffer json, in NamedTensor named)
    {
        json.Write("{\"name\":"u8);
        JsonText.WriteString(json, named.Name);
        json.Write(",\"datatype\":"u8);
        JsonText.WriteString(json, named.Tensor.Type.Name());
        json.Write(",\"shape\":["u8);
        for (var i = 0; i < named.Tensor.Shape.Rank; i++)
        {
            if (i > 0)
                json.Write((byte)',');
            JsonText.WriteNumber(json, named.Tensor.Shape[i]);
        }

        json.Write("],\"data\":"u8);
        ElementText.Write(json, named);
        json.Write((byte)'}');
    }
}
