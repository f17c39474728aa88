using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.Infer;

/// <summary>
/// An answer ready to be sent: its JSON, and the tensors that follow it as binary data. Owns the JSON's buffer and the
/// tensors made for the answer; the reply's own stay the reply's.
/// </summary>
internal sealed class InferReply : IDisposable
{
    private List<Tensor>? _binary;
    private List<Tensor>? _made;

    /// <summary>The JSON part.</summary>
    public PooledBuffer Json { get; } = new();

    /// <summary>The binary part, in order; null if every output is in the JSON.</summary>
    public IReadOnlyList<Tensor>? Binary => _binary;

    /// <summary>Bytes of both parts.</summary>
    public long Length { get; private set; }

    /// <summary>Writes the JSON and gathers the binary part.</summary>
    /// <param name="reply">Without an error; disposed after the answer is sent.</param>
    /// <param name="format">How the client wants it.</param>
    /// <param name="classifier">For outputs that are wanted as classes.</param>
    /// <exception cref="ProblemException">An output cannot be had in the form that was asked for.</exception>
    public void Write(InferenceReply reply, ReplyFormat format, Classifier classifier)
    {
        Json.Write("{\"model_name\":"u8);
        JsonText.WriteString(Json, reply.Servable.Model.Value);
        Json.Write(",\"model_version\":"u8);
        JsonText.WriteString(Json, reply.Servable.Version.ToString());
        if (format.Id is { } id)
        {
            Json.Write(",\"id\":"u8);
            JsonText.WriteString(Json, id);
        }

        Json.Write(",\"outputs\":["u8);
        for (var i = 0; i < reply.Outputs.Count; i++)
        {
            if (i > 0)
                Json.Write((byte)',');
            var output = reply.Outputs[i];
            var wanted = format.Of(output.Name);
            if (wanted.Classes > 0)
            {
                output = classifier.Classify(reply.Servable, output, wanted.Classes);
                (_made ??= []).Add(output.Tensor);
            }

            WriteOutput(output, wanted.IsBinary ?? format.BinaryByDefault);
        }

        Json.Write("]}"u8);
        Length += Json.Length;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        Json.Dispose();
        if (_made is null)
            return;
        foreach (var tensor in _made)
            tensor.Dispose();
        _made = null;
    }

    private void WriteOutput(in NamedTensor output, bool isBinary)
    {
        var tensor = output.Tensor;
        Json.Write("{\"name\":"u8);
        JsonText.WriteString(Json, output.Name);
        Json.Write(",\"datatype\":"u8);
        JsonText.WriteString(Json, tensor.Type.Name());
        Json.Write(",\"shape\":["u8);
        for (var i = 0; i < tensor.Shape.Rank; i++)
        {
            if (i > 0)
                Json.Write((byte)',');
            JsonText.WriteNumber(Json, tensor.Shape[i]);
        }

        if (isBinary)
        {
            Json.Write("],\"parameters\":{\"binary_data_size\":"u8);
            JsonText.WriteNumber(Json, tensor.ByteLength);
            Json.Write("}}"u8);
            (_binary ??= []).Add(tensor);
            Length += tensor.ByteLength;
        }
        else
        {
            Json.Write("],\"data\":"u8);
            ElementText.Write(Json, output);
            Json.Write((byte)'}');
        }
    }
}
