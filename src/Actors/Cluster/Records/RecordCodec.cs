using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelCluster.Contracts.Coordination;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>
/// Turns one kind of record into compact JSON and back. Nodes of two releases live side by side: fields that this release does
/// not know are passed over, and a field that was added later must have a default. Thread-safe.
/// </summary>
public sealed class RecordCodec<T>
    where T : class
{
    private readonly string _what;
    private readonly Func<JsonTypeInfo<T>> _json;
    private readonly Action<JsonNode>? _complete;

    /// <summary>A codec.</summary>
    /// <param name="what">What it reads, for messages, such as <c>a member</c>.</param>
    /// <param name="json">The source-generated metadata; asked for at the first use, since making it costs more than a start should.</param>
    /// <param name="complete">Puts in what is missing; null where the constructors of the record say all defaults.</param>
    internal RecordCodec(string what, Func<JsonTypeInfo<T>> json, Action<JsonNode>? complete = null) =>
        (_what, _json, _complete) = (what, json, complete);

    /// <summary>The value to store.</summary>
    public byte[] Write(T record) => JsonSerializer.SerializeToUtf8Bytes(record, _json());

    /// <summary>The record of an entry.</summary>
    /// <exception cref="ClusterRecordException">It holds none; the message names the key.</exception>
    public T Read(CoordinationEntry entry) => Read(entry.Key, entry.Value);

    /// <summary>The record that is stored under a key.</summary>
    /// <exception cref="ClusterRecordException">It is none; the message names the key.</exception>
    public T Read(string key, ReadOnlyMemory<byte> value)
    {
        try
        {
            return Parse(value.Span) ?? throw new ClusterRecordException(key, $"is null, not {_what}");
        }
        catch (JsonException e)
        {
            throw new ClusterRecordException(key, $"is not {_what} that this release can read: {e.Message}", e);
        }
    }

    private T? Parse(ReadOnlySpan<byte> value)
    {
        if (_complete is null)
            return JsonSerializer.Deserialize(value, _json());
        if (JsonNode.Parse(value) is not { } root)
            return null;
        _complete(root);
        return root.Deserialize(_json());
    }
}
