using System.Buffers;
using System.Text.Json.Nodes;
using ModelCluster.Api.Http;
using ModelCluster.Api.Http.Infer;
using ModelCluster.Api.Http.Json;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>
/// <c>tensor</c>, the default: <c>{"inputs":{"x":[[0,1]]}}</c>, every input by its name, nested as its shape says; for a model
/// with one input also <c>{"samples":[[0,1]]}</c>. Answers with all outputs by name.
/// </summary>
internal sealed class TensorAdapter : IAdapter
{
    private const string Inputs = "inputs";

    /// <inheritdoc/>
    public string Name => "tensor";

    /// <inheritdoc/>
    public bool IsHeavy => false;

    /// <inheritdoc/>
    public string? Misfit(ServableView servable) => null;

    /// <inheritdoc/>
    public void Read(in ReadOnlySequence<byte> body, ServableView servable, InferenceRequest request)
    {
        using var scratch = new PooledBuffer();
        var json = new JsonCursor(body);
        var hasInputs = false;
        json.Expect('{', """'{', an object such as {"inputs":{"x":[[0,1]]}}""");
        var isFirst = true;
        while (json.NextMember(ref isFirst, scratch, out var name))
        {
            var isSamples = name.SequenceEqual("samples"u8);
            if (!isSamples && !name.SequenceEqual("inputs"u8))
            {
                json.SkipValue(scratch);
                continue;
            }

            if (hasInputs)
                throw ProblemException.BadRequest($"invalid JSON at byte {json.Offset}: a body has 'inputs' or 'samples' once, and only one of them");
            hasInputs = true;
            if (isSamples)
                request.Add(ReadSamples(ref json, servable, scratch));
            else
                ReadInputs(ref json, servable, request, scratch);
        }

        json.ExpectEnd();
        CheckComplete(servable, request, hasInputs);
    }

    /// <inheritdoc/>
    public void Write(InferenceReply reply, ServableView servable, PooledBuffer target) => TensorAnswer.Write(reply, target);

    /// <inheritdoc/>
    public JsonObject RequestSchema(ServableView servable) => JsonSchema.Object((Inputs, NamedTensors.Schema(servable.Signature!.Inputs)));

    /// <inheritdoc/>
    public JsonObject ResponseSchema(ServableView servable) => TensorAnswer.Schema(servable);

    /// <inheritdoc/>
    public void WriteExample(InferenceRequest sample, PooledBuffer target)
    {
        target.Write("{\"inputs\":"u8);
        NamedTensors.Write(target, sample.Inputs);
        target.Write((byte)'}');
    }

    private static NamedTensor ReadSamples(ref JsonCursor json, ServableView servable, PooledBuffer scratch)
    {
        if (servable.Signature!.Inputs is not [var only])
            throw ProblemException.BadRequest($"'samples' is for models with one input; model '{servable.Id.Model}' takes {Names(servable)}: send {{\"inputs\":{{...}}}}");
        return ReadOne(ref json, only, "member", TypedBody.Samples, servable, scratch);
    }

    private static void ReadInputs(ref JsonCursor json, ServableView servable, InferenceRequest request, PooledBuffer scratch)
    {
        json.Expect('{', "'inputs', an object of arrays by the input's name");
        var isFirst = true;
        while (json.NextMember(ref isFirst, scratch, out var name))
        {
            var input = Find(servable, name);
            if (request.Inputs.Any(other => other.Name == input.Name))
                throw ProblemException.BadRequest($"invalid JSON at byte {json.Offset}: input '{input.Name}' appears twice");
            request.Add(ReadOne(ref json, input, "input", input.Name, servable, scratch));
        }
    }

    private static NamedTensor ReadOne(
        ref JsonCursor json, TensorSpec input, string role, string name, ServableView servable, PooledBuffer scratch)
    {
        var tensor = NestedArray.Read(ref json, role, name, input.Type, scratch);
        try
        {
            TypedBody.Fit(tensor, input, $"{role} '{name}'", servable.Id.Model.Value);
            return new NamedTensor(input.Name, tensor);
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private static TensorSpec Find(ServableView servable, ReadOnlySpan<byte> name)
    {
        var text = NamePool.Get(name);
        return servable.Signature!.Inputs.FirstOrDefault(input => input.Name == text)
            ?? throw ProblemException.BadRequest($"model '{servable.Id.Model}' has no input '{JsonCursor.Printable(name)}'; it takes {Names(servable)}");
    }

    private static void CheckComplete(ServableView servable, InferenceRequest request, bool hasInputs)
    {
        if (!hasInputs)
            throw ProblemException.BadRequest($"the body has no 'inputs'; send {{\"inputs\":{{...}}}} with {Names(servable)}");
        foreach (var input in servable.Signature!.Inputs)
        {
            if (!request.Inputs.Any(given => given.Name == input.Name))
                throw ProblemException.BadRequest($"the body has no input '{input.Name}'; model '{servable.Id.Model}' takes {Names(servable)}");
        }
    }

    private static string Names(ServableView servable) =>
        string.Join(", ", servable.Signature!.Inputs.Select(input => $"'{input.Name}' {input.Type.Name()} {input.Shape}"));
}
