using System.Buffers;
using ModelCluster.Api.Http.Json;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Api.Http.Infer;

/// <summary>Reads samples with the protocol's own readers, so that a sample is exactly what a client would send and get.</summary>
internal sealed class SampleReader(TimeProvider time) : ISampleReader
{
    /// <inheritdoc/>
    public InferenceRequest ReadRequest(ModelName model, ReadOnlyMemory<byte> json)
    {
        try
        {
            var target = new InferTarget(model, VersionSelector.Latest, time, time.GetTimestamp());
            return InferRequestReader.Read(target, new ReadOnlySequence<byte>(json), ReadOnlySequence<byte>.Empty).Request;
        }
        catch (ProblemException problem)
        {
            throw new FormatException(problem.Message, problem);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> ReadOutputs(ReadOnlyMemory<byte> json)
    {
        var outputs = new List<NamedTensor>();
        try
        {
            using var scratch = new PooledBuffer();
            ReadOutputs(new JsonCursor(new ReadOnlySequence<byte>(json)), scratch, outputs);
            return outputs;
        }
        catch (Exception failure)
        {
            foreach (var output in outputs)
                output.Tensor.Dispose();
            if (failure is ProblemException)
                throw new FormatException(failure.Message, failure);
            throw;
        }
    }

    private static void ReadOutputs(JsonCursor json, PooledBuffer scratch, List<NamedTensor> outputs)
    {
        json.Expect('{', "'{', a response");
        var isFirst = true;
        while (json.NextMember(ref isFirst, scratch, out var member))
        {
            if (!member.SequenceEqual("outputs"u8))
            {
                json.SkipValue(scratch);
                continue;
            }

            json.Expect('[', "'outputs', an array");
            var isFirstOutput = true;
            while (json.NextElement(ref isFirstOutput))
            {
                var tensor = TensorObject.Read(ref json, "output", scratch, out var header, out _)
                    ?? throw ProblemException.BadRequest($"{header} has no 'data'");
                outputs.Add(new NamedTensor(header.Name, tensor));
            }
        }

        json.ExpectEnd();
    }
}
