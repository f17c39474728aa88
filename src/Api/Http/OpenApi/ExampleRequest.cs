using System.Text.Json;
using ModelCluster.Api.Http.Infer;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary>
/// A request that a servable answers: its smallest sample, which it was tried with when it was loaded, or zeros of the shapes
/// that it was tried with then.
/// </summary>
internal sealed class ExampleRequest : IDisposable
{
    /// <summary>What a free dimension that is not the batch gets, as in the trial runs at loading.</summary>
    private const long FreeDimension = 2;

    private readonly ReadOnlyMemory<byte> _sample;

    private ExampleRequest(InferenceRequest request, ReadOnlyMemory<byte> sample)
    {
        Request = request;
        _sample = sample;
    }

    /// <summary>The request; not to be handed to a gateway.</summary>
    public InferenceRequest Request { get; }

    /// <summary>Finds or makes one.</summary>
    /// <param name="servable">With a signature.</param>
    /// <param name="reader">Of samples.</param>
    public static ExampleRequest Of(ServableView servable, ISampleReader reader)
    {
        var fitting = servable.Samples
            .Where(sample => sample.Versions?.Contains(servable.Id.Version) ?? true)
            .OrderBy(sample => sample.RequestJson.Length);
        foreach (var sample in fitting)
        {
            if (TryRead(servable, sample, reader) is { } example)
                return example;
        }

        return new ExampleRequest(Zeros(servable), default);
    }

    /// <summary>Writes the body of an infer request of the Open Inference Protocol.</summary>
    public void WriteInferBody(PooledBuffer target)
    {
        if (!_sample.IsEmpty)
        {
            target.Write(_sample.Span);
            return;
        }

        target.Write("{\"inputs\":["u8);
        for (var i = 0; i < Request.Inputs.Count; i++)
        {
            if (i > 0)
                target.Write((byte)',');
            var (name, tensor) = Request.Inputs[i];
            target.Write("{\"name\":"u8);
            JsonText.WriteString(target, name);
            target.Write(",\"shape\":"u8);
            target.Write(JsonSerializer.SerializeToUtf8Bytes(tensor.Shape.AsSpan().ToArray()));
            target.Write(",\"datatype\":"u8);
            JsonText.WriteString(target, tensor.Type.Name());
            target.Write(",\"data\":"u8);
            ElementText.Write(target, Request.Inputs[i]);
            target.Write((byte)'}');
        }

        target.Write("]}"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => Request.Dispose();

    /// <summary>Null: it is not a sample, or not one that this version takes.</summary>
    private static ExampleRequest? TryRead(ServableView servable, ModelSample sample, ISampleReader reader)
    {
        try
        {
            using var json = JsonDocument.Parse(sample.RequestJson); // samples may hold a bare NaN, which a document may not
            var request = reader.ReadRequest(servable.Id.Model, sample.RequestJson);
            var names = servable.Signature!.Inputs.Select(input => input.Name);
            if (request.Inputs.Select(input => input.Name).Order(StringComparer.Ordinal).SequenceEqual(names.Order(StringComparer.Ordinal), StringComparer.Ordinal))
                return new ExampleRequest(request, sample.RequestJson);
            request.Dispose();
            return null;
        }
        catch (Exception wrong) when (wrong is FormatException or JsonException)
        {
            return null;
        }
    }

    private static InferenceRequest Zeros(ServableView servable)
    {
        var request = new InferenceRequest { Model = servable.Id.Model };
        foreach (var input in servable.Signature!.Inputs)
        {
            var dimensions = input.Shape.AsSpan().ToArray();
            for (var i = 0; i < dimensions.Length; i++)
            {
                if (dimensions[i] < 0)
                    dimensions[i] = i == 0 && servable.MaxBatchSize > 0 ? 1 : FreeDimension;
            }

            request.Add(new NamedTensor(input.Name, Zeros(input.Type, new TensorShape(dimensions))));
        }

        return request;
    }

    private static Tensor Zeros(TensorType type, in TensorShape shape)
    {
        if (type != TensorType.Bytes)
        {
            var zeros = Tensor.Rent(type, shape);
            zeros.Span.Clear();
            return zeros;
        }

        const int PerText = ByteStrings.LengthBytes + 1;
        shape.TryCountElements(out var count);
        var texts = Tensor.Rent(type, shape, checked((int)count * PerText));
        for (var i = 0; i < count; i++)
            ByteStrings.Write(texts.Span[(i * PerText)..], "0"u8);
        return texts;
    }
}
