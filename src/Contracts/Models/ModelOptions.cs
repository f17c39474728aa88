using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Contracts.Models;

/// <summary>
/// The settings of one model, checked: what <c>model.json</c> says, or its defaults. Keys, units and ranges are in
/// docs/model-options.md.
/// </summary>
public sealed record ModelOptions
{
    /// <summary>A model without configuration.</summary>
    public static ModelOptions Default { get; } = new();

    /// <summary>Which versions to serve.</summary>
    public VersionPolicy VersionPolicy { get; init; } = VersionPolicy.Default;

    /// <summary>Rows of the largest batch; 1 turns batching off; null: 64 where the model has a batch dimension. 0 to 65,536.</summary>
    public int? MaxBatchSize { get; init; }

    /// <summary>How long a batch that is not full may wait for more rows although a slot is idle. 0 to 10 s.</summary>
    public TimeSpan BatchDelay { get; init; }

    /// <summary>True: a request of more rows than the largest batch is split; false: refused.</summary>
    public bool SplitOversized { get; init; } = true;

    /// <summary>The run time that learning the batch size aims to stay under. 1 ms to 60 s.</summary>
    public TimeSpan LatencyObjective { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Requests that may wait; the next one is refused. 1 to 1,000,000.</summary>
    public int QueueLimit { get; init; } = 1024;

    /// <summary>What a request without a deadline of its own gets. 1 ms to 1 h.</summary>
    public TimeSpan DefaultDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Levels of priority, 1 the most urgent. 1 to 16.</summary>
    public int PriorityLevels { get; init; } = 3;

    /// <summary>What a request with priority 0, or one past the levels, gets.</summary>
    public int DefaultPriority { get; init; } = 2;

    /// <summary>Runs at the same time; null: as many as the machine has cores. 1 to 256.</summary>
    public int? Instances { get; init; }

    /// <summary>Servables of each version, each with a session and a mailbox of its own. 1 to 64.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>The replicas follow the load between <see cref="Replicas"/> and this number, 1 to 64; null: they do not.</summary>
    public int? MaxReplicas { get; init; }

    /// <summary>What <see cref="Replicas"/> was before the load changed it; null while nothing has.</summary>
    public int? MinReplicas { get; init; }

    /// <summary>The adapter that shapes inputs and outputs for typed bodies: <c>tensor</c>, <c>text_input</c>, <c>vector_input</c>, <c>image_input</c>, or a pipeline's name.</summary>
    public string Adapter { get; init; } = "tensor";

    /// <summary>How <c>image_input</c> makes numbers of pixels.</summary>
    public ImageOptions Image { get; init; } = ImageOptions.Default;

    /// <summary>Where and with how many threads to run.</summary>
    public SessionSettings Session { get; init; } = new();

    /// <summary>Class labels by output name; element i of a row has label i.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Labels { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>The names clients use, by the name in the model file, for inputs and outputs alike.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// What the configuration says of inputs and outputs, by client name: checked against the model at load, so that
    /// a wrong file fails before it serves.
    /// </summary>
    public IReadOnlyList<TensorSpec> DeclaredInputs { get; init; } = [];

    /// <summary>Likewise for outputs.</summary>
    public IReadOnlyList<TensorSpec> DeclaredOutputs { get; init; } = [];

    /// <summary>True: answers are kept, and given again to equal requests.</summary>
    public bool ResponseCache { get; init; }

    /// <summary>Runs before a version becomes available, on its samples or on zeros. 0 to 1,000.</summary>
    public int WarmUpRuns { get; init; } = 1;

    /// <summary>True: the warm-up begins with one run of the largest batch, on made-up inputs.</summary>
    public bool WarmUpLargestBatch { get; init; }

    /// <summary>True: a version becomes available only if the samples beside it give what they expect.</summary>
    public bool SmokeTest { get; init; } = true;

    /// <summary>True: loaded at the first request, not at the start.</summary>
    public bool Lazy { get; init; }

    /// <summary>True: the node is not ready before a version of this model is available.</summary>
    public bool Required { get; init; } = true;

    /// <summary>True: the old version is unloaded before the new one is loaded (less memory, a gap in service).</summary>
    public bool PreserveResources { get; init; }

    /// <summary>For tests only: nothing runs before this many requests wait. 0 turns it off.</summary>
    public int HoldUntilQueued { get; init; }
}
