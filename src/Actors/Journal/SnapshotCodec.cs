using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ModelCluster.Actors.Journal;

/// <summary>Turns one actor's state into JSON and back. Fill it once, then share it: thread safe.</summary>
/// <param name="name">The stored name of the state's type.</param>
/// <param name="version">The version of its form, from 1; raise it with every change of form: older snapshots are then left aside, unless <see cref="Reads{TOld}"/> knows them.</param>
/// <param name="json">Its source-generated metadata; asked for at the first use, since making it costs more than a start should.</param>
public sealed class SnapshotCodec<TState>(string name, int version, Func<JsonTypeInfo<TState>> json)
{
    private readonly Dictionary<int, Func<string, TState?>> _decoders = new()
    {
        [version] = payload => JsonSerializer.Deserialize(payload, json()),
    };

    /// <summary>Adds an old form that is only read, with its way to the present one.</summary>
    /// <exception cref="ArgumentException">The version was added before.</exception>
    public SnapshotCodec<TState> Reads<TOld>(int oldVersion, Func<JsonTypeInfo<TOld>> oldJson, Func<TOld, TState> upgrade)
    {
        _decoders.Add(oldVersion, payload => JsonSerializer.Deserialize(payload, oldJson()) is { } old ? upgrade(old) : default);
        return this;
    }

    /// <summary>The stored form of a state.</summary>
    public SnapshotRecord Encode(string persistenceId, long sequenceNr, DateTimeOffset time, TState state) =>
        new(persistenceId, sequenceNr, time.ToUniversalTime(), name, version, JsonSerializer.Serialize(state, json()));

    /// <summary>True when the snapshot has this codec's type, in a version that it reads.</summary>
    public bool Knows(SnapshotRecord snapshot) => snapshot.Type == name && _decoders.ContainsKey(snapshot.Version);

    /// <summary>The state of a snapshot.</summary>
    /// <exception cref="CorruptRecordException">It is of another type or version, or its payload is not that type's JSON.</exception>
    public TState Decode(SnapshotRecord snapshot)
    {
        if (!Knows(snapshot))
            throw Corrupt(snapshot, $"is a snapshot of type '{snapshot.Type}' version {snapshot.Version}, but this release reads '{name}' version {version}.");
        try
        {
            return _decoders[snapshot.Version](snapshot.Payload) ?? throw new JsonException("null is no state.");
        }
        catch (JsonException e)
        {
            throw Corrupt(snapshot, $"is a snapshot that cannot be read: {e.Message}", e);
        }
    }

    private static CorruptRecordException Corrupt(SnapshotRecord snapshot, string problem, Exception? inner = null) =>
        new(snapshot.PersistenceId, snapshot.SequenceNr, problem, inner);
}
