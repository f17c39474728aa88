using System.ComponentModel.DataAnnotations;

namespace ModelCluster.Api.Http.Events;

/// <summary>The live event stream. Configuration section <c>Events</c>.</summary>
public sealed class EventStreamOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Events";

    /// <summary>Streams at the same time. 1 to 10,000; default 100.</summary>
    [Range(1, 10_000)]
    public int MaxStreams { get; set; } = 100;

    /// <summary>Seconds after which a stream without events shows that it lives. 1 to 300; default 15.</summary>
    [Range(1, 300)]
    public int HeartbeatSeconds { get; set; } = 15;

    /// <summary>How often to look for what other nodes have written to the same journal, in milliseconds. 50 to 60,000; default 1,000.</summary>
    [Range(50, 60_000)]
    public int PollMilliseconds { get; set; } = 1_000;
}
