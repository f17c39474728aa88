namespace ModelCluster.Actors.Journal;

/// <summary>A state as it is stored: it stands for all events up to its sequence number.</summary>
/// <param name="PersistenceId">Whose.</param>
/// <param name="SequenceNr">The number of the last event in it, from 1.</param>
/// <param name="Time">When it was taken, in UTC.</param>
/// <param name="Type">The name of the state's type.</param>
/// <param name="Version">The version of the payload's form, from 1.</param>
/// <param name="Payload">JSON.</param>
public sealed record SnapshotRecord(string PersistenceId, long SequenceNr, DateTimeOffset Time, string Type, int Version, string Payload);
