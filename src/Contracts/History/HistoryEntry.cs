namespace ModelCluster.Contracts.History;

/// <summary>One thing that happened to a model.</summary>
/// <param name="SequenceNr">Its place in the model's history, from 1.</param>
/// <param name="Time">When, in UTC.</param>
/// <param name="Type">What, such as <c>version-loaded</c>.</param>
/// <param name="Json">The particulars, a JSON object.</param>
/// <param name="Cause">Who or what brought it about.</param>
public sealed record HistoryEntry(long SequenceNr, DateTimeOffset Time, string Type, string Json, Cause Cause);
