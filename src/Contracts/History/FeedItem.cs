namespace ModelCluster.Contracts.History;

/// <summary>What a feed gives: an event, or a word on the feed itself. Exactly one of the two is there.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Notice">For the reader: the journal is away, or back, or the reader is too slow.</param>
public readonly record struct FeedItem(FeedEvent? Event, string? Notice);
