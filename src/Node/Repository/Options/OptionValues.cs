using System.Text.Json.Nodes;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Repository.Options;

/// <summary>The values of checked settings by the keys of <see cref="ModelOptionsTable"/>, as <c>model.json</c> would have them. Stateless.</summary>
internal static class OptionValues
{
    /// <summary>Every key with how its value is found.</summary>
    public static IReadOnlyList<(string Name, Func<ModelOptions, JsonNode?> Value)> All { get; } =
    [
        ("version_policy", options => PolicyText(options.VersionPolicy)),
        ("max_batch_size", options => options.MaxBatchSize),
        ("batch_delay_microseconds", options => (long)options.BatchDelay.TotalMicroseconds),
        ("oversized_requests", options => options.SplitOversized ? "split" : "reject"),
        ("latency_objective_milliseconds", options => (long)options.LatencyObjective.TotalMilliseconds),
        ("queue_limit", options => options.QueueLimit),
        ("default_deadline_milliseconds", options => (long)options.DefaultDeadline.TotalMilliseconds),
        ("priority_levels", options => options.PriorityLevels),
        ("default_priority", options => options.DefaultPriority),
        ("instances", options => options.Instances),
        ("replicas", options => options.Replicas),
        ("max_replicas", options => options.MaxReplicas ?? 0),
        ("device", options => options.Session.Device.ToString().ToLowerInvariant()),
        ("strict_device", options => options.Session.StrictDevice),
        ("threads", options => options.Session.Threads),
        ("adapter", options => options.Adapter),
        ("image.mean", options => Numbers(options.Image.Mean)),
        ("image.scale", options => Numbers(options.Image.Scale)),
        ("image.channels", options => options.Image.IsBgr ? "bgr" : "rgb"),
        ("labels", options => Labels(options.Labels)),
        ("names", options => new JsonObject(options.Names.Select(name => KeyValuePair.Create(name.Key, (JsonNode?)name.Value)))),
        ("inputs", options => Tensors(options.DeclaredInputs)),
        ("outputs", options => Tensors(options.DeclaredOutputs)),
        ("response_cache.enable", options => options.ResponseCache),
        ("warm_up.runs", options => options.WarmUpRuns),
        ("warm_up.largest_batch", options => options.WarmUpLargestBatch),
        ("smoke_test.samples", options => options.SmokeTest),
        ("lazy", options => options.Lazy),
        ("required", options => options.Required),
        ("preserve_resources", options => options.PreserveResources),
        ("hold_until_queued", options => options.HoldUntilQueued),
    ];

    private static string PolicyText(VersionPolicy policy) => policy switch
    {
        VersionPolicy.Latest { Count: 1 } => "latest",
        VersionPolicy.Latest latest => $"latest({latest.Count})",
        VersionPolicy.Specific specific => $"specific({string.Join(',', specific.Versions)})",
        VersionPolicy.Ranges ranges => string.Join(',', ranges.Wanted),
        _ => "all",
    };

    private static JsonArray Numbers(IReadOnlyList<float> values) => new([.. values.Select(value => (JsonNode?)value)]);

    private static JsonObject Labels(IReadOnlyDictionary<string, IReadOnlyList<string>> labels) => new(labels.Select(output =>
        KeyValuePair.Create(output.Key, (JsonNode?)new JsonArray([.. output.Value.Select(label => (JsonNode?)label)]))));

    private static JsonArray Tensors(IReadOnlyList<TensorSpec> tensors) => new([.. tensors.Select(tensor => (JsonNode?)new JsonObject
    {
        ["name"] = tensor.Name,
        ["datatype"] = tensor.Type.Name(),
        ["shape"] = new JsonArray([.. tensor.Shape.AsSpan().ToArray().Select(dimension => (JsonNode?)dimension)]),
    })]);
}
