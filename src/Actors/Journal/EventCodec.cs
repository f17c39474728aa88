using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ModelCluster.Actors.Journal;

/// <summary>
/// Turns the events of one actor into JSON and back. Every type is named explicitly, so that classes can be renamed and
/// moved; a form that was once written stays readable with <see cref="Reads{TOld}"/>. Fill it once, then share it: thread safe.
/// </summary>
/// <typeparam name="TEvent">The marker interface or base record of the events.</typeparam>
public sealed class EventCodec<TEvent>
    where TEvent : notnull
{
    private readonly Dictionary<Type, Func<TEvent, EncodedEvent>> _encoders = [];
    private readonly Dictionary<(string Type, int Version), Func<string, TEvent>> _decoders = [];

    /// <summary>Adds a type that is written and read.</summary>
    /// <param name="name">Its stored name, such as <c>label-moved</c>.</param>
    /// <param name="version">The version of its form, from 1.</param>
    /// <param name="json">Its source-generated metadata; asked for at the first use, since making it costs more than a start should.</param>
    /// <exception cref="ArgumentException">The type, or the name with the version, was added before.</exception>
    public EventCodec<TEvent> Writes<T>(string name, int version, Func<JsonTypeInfo<T>> json)
        where T : TEvent
    {
        Reads(name, version, json, static value => value);
        _encoders.Add(typeof(T), value => new EncodedEvent(name, version, JsonSerializer.Serialize((T)value, json())));
        return this;
    }

    /// <summary>Adds an old form that is only read, with its way to the present one.</summary>
    /// <exception cref="ArgumentException">The name with the version was added before.</exception>
    public EventCodec<TEvent> Reads<TOld>(string name, int version, Func<JsonTypeInfo<TOld>> json, Func<TOld, TEvent> upgrade)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        _decoders.Add((name, version), payload => JsonSerializer.Deserialize(payload, json()) is { } value
            ? upgrade(value)
            : throw new JsonException("null is no event."));
        return this;
    }

    /// <summary>The stored form of an event.</summary>
    /// <exception cref="InvalidOperationException">Its type was not added.</exception>
    public EncodedEvent Encode(TEvent value) => _encoders.TryGetValue(value.GetType(), out var encode)
        ? encode(value)
        : throw new InvalidOperationException($"{value.GetType().Name} has no name in the journal: add it to its EventCodec with Writes.");

    /// <summary>The event of a record.</summary>
    /// <exception cref="CorruptRecordException">Its type or version is unknown, or its payload is not that type's JSON.</exception>
    public TEvent Decode(EventRecord record)
    {
        var (type, version, payload) = record.Event;
        if (!_decoders.TryGetValue((type, version), out var decode))
            throw new CorruptRecordException(record.PersistenceId, record.SequenceNr,
                $"is of type '{type}' version {version}, which this release does not know. Known: {string.Join(", ", Known())}.");
        try
        {
            return decode(payload);
        }
        catch (JsonException e)
        {
            throw new CorruptRecordException(record.PersistenceId, record.SequenceNr,
                $"of type '{type}' version {version} cannot be read: {e.Message}", e);
        }
    }

    private IEnumerable<string> Known() =>
        _decoders.Keys.Select(key => $"{key.Type} {key.Version}").Order(StringComparer.Ordinal);
}
