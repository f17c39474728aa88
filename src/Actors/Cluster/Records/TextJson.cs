using System.Text.Json;
using System.Text.Json.Serialization;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>A value whose text says all of it.</summary>
internal abstract class TextJson<T> : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        return TryParse(text, out var value) ? value : throw new JsonException($"'{text}' is no {typeof(T).Name}.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Format(value));

    protected virtual string Format(T value) => $"{value}";

    protected abstract bool TryParse(string text, out T value);
}

internal sealed class NodeIdJson : TextJson<NodeId>
{
    protected override bool TryParse(string text, out NodeId value) => NodeId.TryParse(text, out value);
}

internal sealed class ModelNameJson : TextJson<ModelName>
{
    protected override bool TryParse(string text, out ModelName value) => ModelName.TryParse(text, out value, out _);
}

internal sealed class VersionRangeJson : TextJson<VersionRange>
{
    protected override bool TryParse(string text, out VersionRange value) => VersionRange.TryParse(text, out value);
}

/// <summary>The protocol's name, such as <c>FP32</c>.</summary>
internal sealed class TensorTypeJson : TextJson<TensorType>
{
    protected override string Format(TensorType value) => value.Name();

    protected override bool TryParse(string text, out TensorType value) => TensorTypes.TryParse(text, out value);
}

/// <summary>A list of dimensions, such as <c>[-1,16]</c>.</summary>
internal sealed class TensorShapeJson : JsonConverter<TensorShape>
{
    public override TensorShape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<long> dimensions = stackalloc long[TensorShape.MaxRank];
        var rank = 0;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("A shape is a list of numbers.");
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (rank == dimensions.Length || !reader.TryGetInt64(out dimensions[rank]) || dimensions[rank] < -1)
                throw new JsonException($"A shape has at most {TensorShape.MaxRank} dimensions, each -1 or above.");
            rank++;
        }

        return reader.TokenType == JsonTokenType.EndArray ? new TensorShape(dimensions[..rank]) : throw new JsonException("A dimension is a number.");
    }

    public override void Write(Utf8JsonWriter writer, TensorShape value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var dimension in value.AsSpan())
            writer.WriteNumberValue(dimension);
        writer.WriteEndArray();
    }
}
