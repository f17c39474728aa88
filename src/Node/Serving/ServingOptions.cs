namespace ModelCluster.Node.Serving;

/// <summary>Settings of the request path. Configuration section <c>Serving</c>.</summary>
internal sealed class ServingOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Serving";

    /// <summary>Models that load at the same time. 1 to 64, default 1.</summary>
    public int LoadingThreads { get; set; } = 1;

    /// <summary>Runs at the same time, of all models together, beside those on requests' own threads. 1 to 1,024, default 64.</summary>
    public int ExecutorThreads { get; set; } = 64;

    /// <summary>Seconds that a stop may take to answer what was accepted. 1 to 3,600, default 30.</summary>
    public int ShutdownSeconds { get; set; } = 30;
}
