using ModelCluster.Actors.Journal;
using ModelCluster.Contracts.History;

namespace ModelCluster.Journal.Tests;

/// <summary>Appends for tests.</summary>
internal static class Sample
{
    internal static readonly Guid Writer = new("11111111-2222-3333-4444-555555555555");
    internal static readonly DateTimeOffset Time = new(2026, 3, 4, 5, 6, 7, 891, TimeSpan.FromHours(2));
    internal static readonly Cause Cause = new(CauseKind.ApiKey, "ops", "a note with 'quotes' and ünïcode");

    internal static Append Append(string id, long first, params string[] payloads) =>
        new(id, first, [.. payloads.Select(Event)], Time, Cause, Writer);

    internal static EncodedEvent Event(string payload) => new("said", 1, $"\"{payload}\"");

    internal static SnapshotRecord Snapshot(string id, long sequenceNr) => new(id, sequenceNr, Time.ToUniversalTime(), "words", 3, $"\"up to {sequenceNr}\"");
}
