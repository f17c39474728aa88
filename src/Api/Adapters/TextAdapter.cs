using System.Buffers;
using System.Text.Json.Nodes;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary><c>text_input</c>: <c>{"samples":["a text"]}</c> for a model with one input of texts; answers with classes.</summary>
internal sealed class TextAdapter : IAdapter
{
    private const string Example = """{"samples":["a text"]}""";

    /// <inheritdoc/>
    public string Name => "text_input";

    /// <inheritdoc/>
    public bool IsHeavy => false;

    /// <inheritdoc/>
    public string? Misfit(ServableView servable) => servable.Signature!.Inputs switch
    {
        [{ Type: not TensorType.Bytes } only] => $"its input '{only.Name}' takes {only.Type.Name()}, but this adapter reads texts (BYTES)",
        [{ Shape: var shape } only] when shape.Rank > 2 || (shape.Rank == 2 && shape[1] is not (1 or -1)) =>
            $"its input '{only.Name}' takes texts of shape {shape}, but this adapter gives one text per sample",
        [_] => null,
        var inputs => $"it has {inputs.Count} inputs, but this adapter fills one",
    };

    /// <inheritdoc/>
    public void Read(in ReadOnlySequence<byte> body, ServableView servable, InferenceRequest request)
    {
        var input = servable.Signature!.Inputs[0];
        var samples = TypedBody.ReadSamples(body, TensorType.Bytes, Example);
        request.Add(new NamedTensor(input.Name, samples));
        if (input.Shape.Rank == 2 && samples.Shape.Rank == 1)
            samples.Reinterpret(TensorType.Bytes, new TensorShape(samples.Shape[0], 1));
        TypedBody.Fit(samples, input, "'samples'", servable.Id.Model.Value);
        ClassAnswer.Request(servable, request);
    }

    /// <inheritdoc/>
    public void Write(InferenceReply reply, ServableView servable, PooledBuffer target) => ClassAnswer.Write(reply, servable, target);

    /// <inheritdoc/>
    public JsonObject RequestSchema(ServableView servable)
    {
        var input = servable.Signature!.Inputs[0];
        var rows = input.Shape.Rank == 0 ? 1 : input.Shape[0];
        return JsonSchema.Object((TypedBody.Samples, JsonSchema.Nested(TensorType.Bytes, new TensorShape(rows), "One text per sample.")));
    }

    /// <inheritdoc/>
    public JsonObject ResponseSchema(ServableView servable) => ClassAnswer.Schema(servable);

    /// <inheritdoc/>
    public void WriteExample(InferenceRequest sample, PooledBuffer target)
    {
        var input = sample.Inputs[0];
        var tensor = input.Tensor;
        tensor.Shape.TryCountElements(out var count);
        tensor.Reinterpret(tensor.Type, new TensorShape(count));
        TypedBody.WriteSamples(input, target);
    }
}
