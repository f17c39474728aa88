using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ModelCluster.Actors.Journal;

/// <summary>Turns one actor's state into JSON and back. Thread safe.</summary>
/// <param name="name">The stored name of the state's type.</param>
/// <param name="version">The version of its form, from 1; raise it with every change of form: older snapshots are then left aside.</param>
/// <param name="json">Its source-generated metadata.</param>
public sealed class SnapshotCodec<TState>(string name, int version, JsonTypeInfo<TState> json)
{
    /// <summary>The stored form of a state.</summary>
    public SnapshotRecord Encode(string persistenceId, long sequenceNr, DateTimeOffset time, TState state) =>
        new(persistenceId, sequenceNr, time.ToUniversalTime(), name, version, JsonSerializer.Serialize(state, json));

    /// <summary>True when the snapshot has this codec's type and version.</summary>
    public bool Knows(SnapshotRecord snapshot) => snapshot.Type == name && snapshot.Version == version;

    /// <summary>The state of a snapshot.</summary>
    /// <exception cref="CorruptRecordException">It is of another type or version, or its payload is not that type's JSON.</exception>
    public TState Decode(SnapshotRecord snapshot)
    {
        if (!Knows(snapshot))
            throw Corrupt(snapshot, $"is a snapshot of type '{snapshot.Type}' version {snapshot.Version}, but this release reads '{name}' version {version}.");
        try
        {
            return JsonSerializer.Deserialize(snapshot.Payload, json) ?? throw new JsonException("null is no state.");
        }
        catch (JsonException e)
        {
            throw Corrupt(snapshot, $"is a snapshot that cannot be read: {e.Message}", e);
        }
    }

    private static CorruptRecordException Corrupt(SnapshotRecord snapshot, string problem, Exception? inner = null) =>
        new(snapshot.PersistenceId, snapshot.SequenceNr, problem, inner);
}
