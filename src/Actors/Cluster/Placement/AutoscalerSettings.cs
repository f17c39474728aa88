namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>Within what bounds, and how patiently, the number of replicas of a version follows its load.</summary>
/// <param name="Min">At least so many, 1 or more.</param>
/// <param name="Max">At most so many.</param>
public sealed record AutoscalerSettings(int Min, int Max)
{
    /// <summary>Requests that a replica runs at once before others have to wait: its instances, times the rows of a batch.</summary>
    public double Concurrency { get; init; } = 1;

    /// <summary>Waiting requests at each replica that are no reason for another, above 0.</summary>
    public double TargetQueueDepth { get; init; } = 4;

    /// <summary>How long a request may wait before that is a reason for another replica.</summary>
    public TimeSpan LatencyObjective { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>For how long there must be too much to do before replicas are added.</summary>
    public TimeSpan UpAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For how long there must be little to do before one is taken away.</summary>
    public TimeSpan DownAfter { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>How busy the replicas of a version were at a moment.</summary>
/// <param name="Age">How long ago.</param>
/// <param name="Outstanding">Requests at each replica on average, running or waiting.</param>
/// <param name="QueueDepth">Requests that wait at each replica on average.</param>
/// <param name="QueueP99">How long 99 of 100 requests have waited at most.</param>
public readonly record struct LoadSample(TimeSpan Age, double Outstanding, double QueueDepth, TimeSpan QueueP99);

/// <summary>What the autoscaler says.</summary>
/// <param name="Replicas">How many there should be.</param>
/// <param name="Reason">For the model's history; null where nothing changes.</param>
public sealed record ScalingDecision(int Replicas, string? Reason);
