using System.Text.Json.Serialization;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Cluster;

/// <summary>What one node has to do.</summary>
/// <param name="Node">Which node.</param>
/// <param name="Time">When it looked, by its own clock; UTC.</param>
/// <param name="Window">The time before that over which rates and latencies were taken; zero: there was none yet, and they are all empty.</param>
/// <param name="Servables">What it holds that takes requests, by model, newest version first.</param>
public sealed record NodeLoad(
    NodeId Node, DateTimeOffset Time, [property: JsonPropertyName("window_ms")] TimeSpan Window, IReadOnlyList<ServableLoad> Servables)
{
    /// <summary>Cores that its process kept busy over the window; null: not known yet.</summary>
    public double? CpuCores { get; init; }

    /// <summary>Physical memory of its process, in bytes.</summary>
    public long ProcessBytes { get; init; }
}

/// <summary>What one version has to do on one node, all its replicas there together.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">The version.</param>
/// <param name="Replicas">How many take requests on this node.</param>
public sealed record ServableLoad(ModelName Model, ModelVersion Version, int Replicas)
{
    /// <summary>Requests that ended per second, failed ones included, wrong ones not; null: not known yet.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Of these, those that failed though nothing was wrong with them: shed, expired, cancelled, or the run failed.</summary>
    public double? FailuresPerSecond { get; init; }

    /// <summary>Median time from admission to answer of what was answered in the window; null: nothing was.</summary>
    [JsonPropertyName("p50_ms")]
    public TimeSpan? P50 { get; init; }

    /// <summary>Its 99th percentile.</summary>
    [JsonPropertyName("p99_ms")]
    public TimeSpan? P99 { get; init; }

    /// <summary>Requests that wait in the queue.</summary>
    public int QueueDepth { get; init; }

    /// <summary>How long the oldest of them waits.</summary>
    [JsonPropertyName("oldest_waiting_ms")]
    public TimeSpan OldestWaiting { get; init; }

    /// <summary>Requests that wait, and runs under way.</summary>
    public int Outstanding { get; init; }

    /// <summary>The batch size that was learned to pay, in rows; null: the model takes no batches.</summary>
    public int? LearnedBatchSize { get; init; }

    /// <summary>Rows per run over the window; null: nothing ran.</summary>
    public double? AverageBatchSize { get; init; }

    /// <summary>Bytes of the loaded model.</summary>
    public long MemoryBytes { get; init; }
}
