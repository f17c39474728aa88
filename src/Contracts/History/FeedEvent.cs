namespace ModelCluster.Contracts.History;

/// <summary>One thing that happened, in the order of all histories.</summary>
/// <param name="Ordinal">Its place among the events of all histories; grows, with gaps.</param>
/// <param name="Actor">Whose history it is in, such as <c>model/iris</c>.</param>
/// <param name="SequenceNr">Its place in that history, from 1.</param>
/// <param name="Time">When, in UTC.</param>
/// <param name="Type">What, such as <c>version-loaded</c>.</param>
/// <param name="Json">The particulars, a JSON object.</param>
/// <param name="Cause">Who or what brought it about.</param>
public sealed record FeedEvent(long Ordinal, string Actor, long SequenceNr, DateTimeOffset Time, string Type, string Json, Cause Cause);
