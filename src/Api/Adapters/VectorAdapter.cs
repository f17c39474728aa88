using System.Buffers;
using System.Text.Json.Nodes;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary><c>vector_input</c>: <c>{"samples":[[0,1,2]]}</c>, numbers for a model with one input; answers with classes.</summary>
internal sealed class VectorAdapter : IAdapter
{
    private const string Example = """{"samples":[[0,1,2]]}""";

    /// <inheritdoc/>
    public string Name => "vector_input";

    /// <inheritdoc/>
    public bool IsHeavy => false;

    /// <inheritdoc/>
    public string? Misfit(ServableView servable) => servable.Signature!.Inputs switch
    {
        [{ Type: TensorType.Bytes } only] => $"its input '{only.Name}' takes texts, but this adapter reads numbers",
        [_] => null,
        var inputs => $"it has {inputs.Count} inputs, but this adapter fills one",
    };

    /// <inheritdoc/>
    public void Read(in ReadOnlySequence<byte> body, ServableView servable, InferenceRequest request)
    {
        var input = servable.Signature!.Inputs[0];
        var samples = TypedBody.ReadSamples(body, input.Type, Example);
        request.Add(new NamedTensor(input.Name, samples));
        TypedBody.Fit(samples, input, "'samples'", servable.Id.Model.Value);
        ClassAnswer.Request(servable, request);
    }

    /// <inheritdoc/>
    public void Write(InferenceReply reply, ServableView servable, PooledBuffer target) => ClassAnswer.Write(reply, servable, target);

    /// <inheritdoc/>
    public JsonObject RequestSchema(ServableView servable)
    {
        var input = servable.Signature!.Inputs[0];
        return JsonSchema.Object((TypedBody.Samples, JsonSchema.Nested(
            input.Type, input.Shape, $"The samples for input '{input.Name}', {input.Type.Name()} {input.Shape}.")));
    }

    /// <inheritdoc/>
    public JsonObject ResponseSchema(ServableView servable) => ClassAnswer.Schema(servable);

    /// <inheritdoc/>
    public void WriteExample(InferenceRequest sample, PooledBuffer target) => TypedBody.WriteSamples(sample.Inputs[0], target);
}
