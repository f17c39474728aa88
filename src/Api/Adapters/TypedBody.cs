using System.Buffers;
using ModelCluster.Api.Http;
using ModelCluster.Api.Http.Json;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>Finds the one member of a body that an adapter reads; others are checked to be JSON and passed over.</summary>
internal static class TypedBody
{
    /// <summary>The member that holds the samples.</summary>
    public const string Samples = "samples";

    /// <summary>Reads <c>{"samples": [...]}</c>.</summary>
    /// <returns>The samples in the array's own shape, at least one; the caller's.</returns>
    public static Tensor ReadSamples(in ReadOnlySequence<byte> body, TensorType type, string example)
    {
        using var scratch = new PooledBuffer();
        var json = new JsonCursor(body);
        Tensor? samples = null;
        try
        {
            json.Expect('{', $"'{{', an object such as {example}");
            var isFirst = true;
            while (json.NextMember(ref isFirst, scratch, out var name))
            {
                if (!name.SequenceEqual("samples"u8))
                    json.SkipValue(scratch);
                else if (samples is not null)
                    throw ProblemException.BadRequest($"invalid JSON at byte {json.Offset}: 'samples' appears twice");
                else
                    samples = NestedArray.Read(ref json, "member", Samples, type, scratch);
            }

            json.ExpectEnd();
            if (samples is null)
                throw ProblemException.BadRequest($"the body has no 'samples'; send an object such as {example}");
            if (samples.Rows == 0)
                throw ProblemException.BadRequest("'samples' is empty; send at least one sample");
            return samples;
        }
        catch
        {
            samples?.Dispose();
            throw;
        }
    }

    /// <summary>Gives samples the shape that the model's input has.</summary>
    /// <exception cref="ProblemException">400: they have another.</exception>
    public static void Fit(Tensor samples, TensorSpec input, string role, string model)
    {
        if (!InputShape.TryFit(samples.Shape, input.Shape, out var fitted))
        {
            throw ProblemException.BadRequest(
                $"{role} has the shape {samples.Shape}, but input '{input.Name}' of model '{model}' takes {input.Shape}"
                + (input.Shape.IsFixed ? "" : ", where -1 is any number"));
        }

        samples.Reinterpret(samples.Type, fitted);
    }

    /// <summary>Writes <c>{"samples":[...]}</c> of a sample's only input.</summary>
    public static void WriteSamples(NamedTensor input, PooledBuffer target)
    {
        target.Write("{\"samples\":"u8);
        NestedElements.Write(target, input);
        target.Write((byte)'}');
    }
}
