namespace ModelCluster.Actors.Journal;

/// <summary>An event as it is stored.</summary>
/// <param name="Type">The name of its type, such as <c>label-moved</c>; never changes once written.</param>
/// <param name="Version">The version of the payload's form, from 1.</param>
/// <param name="Payload">JSON.</param>
public readonly record struct EncodedEvent(string Type, int Version, string Payload);
