using ModelCluster.Contracts.History;

namespace ModelCluster.Actors.Journal;

/// <summary>Events to be written to one history, all or none.</summary>
public sealed record Append
{
    /// <summary>Describes an append.</summary>
    /// <param name="persistenceId">Whose history; see <see cref="JournalLimits.CheckId"/>.</param>
    /// <param name="firstSequenceNr">The number that the first event must get, from 1.</param>
    /// <param name="events">1 to <see cref="JournalLimits.MaxAppend"/> events.</param>
    /// <param name="time">When they were decided; kept as UTC, to the microsecond.</param>
    /// <param name="cause">Who or what brought them about.</param>
    /// <param name="writer">Marks the one writer, so that it knows its own events again.</param>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public Append(string persistenceId, long firstSequenceNr, IReadOnlyList<EncodedEvent> events, DateTimeOffset time, Cause cause, Guid writer)
    {
        JournalLimits.CheckId(persistenceId);
        ArgumentOutOfRangeException.ThrowIfLessThan(firstSequenceNr, 1);
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfZero(events.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events.Count, JournalLimits.MaxAppend);
        ArgumentNullException.ThrowIfNull(cause);
        (PersistenceId, FirstSequenceNr, Events, Cause, Writer) = (persistenceId, firstSequenceNr, events, cause, writer);
        Time = new DateTimeOffset(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }

    /// <summary>Whose history.</summary>
    public string PersistenceId { get; }

    /// <summary>The number of the first event.</summary>
    public long FirstSequenceNr { get; }

    /// <summary>The number of the last event.</summary>
    public long LastSequenceNr => FirstSequenceNr + Events.Count - 1;

    /// <summary>The events, in order.</summary>
    public IReadOnlyList<EncodedEvent> Events { get; }

    /// <summary>When they were decided, in UTC.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Who or what brought them about.</summary>
    public Cause Cause { get; }

    /// <summary>The writer's mark.</summary>
    public Guid Writer { get; }
}
