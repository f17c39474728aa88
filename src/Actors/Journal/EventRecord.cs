using ModelCluster.Contracts.History;

namespace ModelCluster.Actors.Journal;

/// <summary>An event as it was stored.</summary>
/// <param name="Ordinal">Its place among the events of all histories; grows, with gaps.</param>
/// <param name="PersistenceId">Whose history it is in.</param>
/// <param name="SequenceNr">Its place in that history, from 1, without gaps.</param>
/// <param name="Time">When it was decided, in UTC.</param>
/// <param name="Event">The event.</param>
/// <param name="Cause">Who or what brought it about.</param>
/// <param name="Writer">The mark of the one that wrote it.</param>
public sealed record EventRecord(
    long Ordinal, string PersistenceId, long SequenceNr, DateTimeOffset Time, EncodedEvent Event, Cause Cause, Guid Writer);
