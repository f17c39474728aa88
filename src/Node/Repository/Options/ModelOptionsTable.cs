using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Node.Repository.Options;

using Table = OptionTable<ModelOptionsDraft>;

/// <summary>
/// Every key of <c>model.json</c>. What other servers call it is in <see cref="TritonSpellings"/>.
/// Ranges are those that <see cref="ModelOptions"/> states.
/// </summary>
internal static class ModelOptionsTable
{
    private static readonly ModelOptions Defaults = ModelOptions.Default;

    public static Table Own { get; } = new Table()
        .Add(new(
            "version_policy",
            "string or object",
            "Which versions to serve: the newest n, all, these and no others, or the newest of each range.",
            VersionPolicyReader.Schema,
            static (value, draft) =>
            {
                if (VersionPolicyReader.TryRead(value.Json, out var policy))
                    draft.Options = draft.Options with { VersionPolicy = policy };
                else
                    value.Fail(VersionPolicyReader.Allowed);
            })
        { Default = "\"latest\"", Allowed = VersionPolicyReader.Allowed })
        .Integer("max_batch_size", "rows", "64 where the model has a batch dimension", 0, 65_536,
            "Rows of the largest batch. 0 and 1 turn batching off.",
            (draft, value) => draft.Options = draft.Options with { MaxBatchSize = (int)value })
        .Integer("batch_delay_microseconds", "µs", "0", 0, 10_000_000,
            "How long a batch that is not full may wait for more rows although a slot is idle. 0: an idle slot runs what is there at once.",
            (draft, value) => draft.Options = draft.Options with { BatchDelay = TimeSpan.FromMicroseconds(value) })
        .Choice("oversized_requests", "\"split\"", [("split", true), ("reject", false)],
            "A request of more rows than the largest batch is split, or refused.",
            (draft, split) => draft.Options = draft.Options with { SplitOversized = split })
        .Integer("latency_objective_milliseconds", "ms", $"{Defaults.LatencyObjective.TotalMilliseconds:N0}", 1, 60_000,
            "The run time that learning the batch size aims to stay under.",
            (draft, value) => draft.Options = draft.Options with { LatencyObjective = TimeSpan.FromMilliseconds(value) })
        .Integer("queue_limit", "requests", $"{Defaults.QueueLimit:N0}", 1, 1_000_000,
            "Requests that may wait; the next one is refused.",
            (draft, value) => draft.Options = draft.Options with { QueueLimit = (int)value })
        .Integer("default_deadline_milliseconds", "ms", $"{Defaults.DefaultDeadline.TotalMilliseconds:N0}", 1, 3_600_000,
            "What a request without a deadline of its own gets.",
            (draft, value) => draft.Options = draft.Options with { DefaultDeadline = TimeSpan.FromMilliseconds(value) })
        .Integer("priority_levels", "", $"{Defaults.PriorityLevels}", 1, 16,
            "Levels of priority, 1 the most urgent.",
            (draft, value) => draft.Options = draft.Options with { PriorityLevels = (int)value })
        .Integer("default_priority", "", "the middle level", 1, 16,
            "What a request with priority 0, or one past the levels, gets; at most `priority_levels`.",
            (draft, value) => draft.DefaultPriority = (int)value)
        .Integer("instances", "runs", "the machine's cores", 1, 256,
            "Runs of the model at the same time. They share one copy of it.",
            (draft, value) => draft.Options = draft.Options with { Instances = (int)value })
        .Integer("replicas", "servables", $"{Defaults.Replicas}", 1, 64,
            "Servables of each version, each with a copy of the model and a queue of its own; requests go to the one with less to do.",
            (draft, value) => draft.Options = draft.Options with { Replicas = (int)value })
        .Integer("max_replicas", "servables", "off", 0, 64,
            "Above 0: replicas are added while requests wait and taken away again after minutes of low use, between `replicas` and this number.",
            (draft, value) => draft.Options = draft.Options with { MaxReplicas = value == 0 ? null : (int)value })
        .Choice("device", "\"cpu\"", [("cpu", DeviceKind.Cpu), ("cuda", DeviceKind.Cuda), ("auto", DeviceKind.Auto)],
            "Where to run; `auto` is a GPU where there is one.",
            (draft, device) => draft.SetSession(session => session with { Device = device }))
        .Flag("strict_device", Defaults.Session.StrictDevice,
            "True: a missing GPU fails the load. False: a warning, and the processor.",
            (draft, value) => draft.SetSession(session => session with { StrictDevice = value }))
        .Integer("threads", "threads", $"{Defaults.Session.Threads}", 0, 256,
            "Threads inside one run: 0 shares the node's one pool, 1 runs on the calling thread, more gives the model a pool of its own.",
            (draft, value) => draft.SetSession(session => session with { Threads = (int)value }))
        .Text("adapter", required: false, "`tensor`, `text_input`, `vector_input`, `image_input`, or a pipeline's name",
            "Shapes bodies and answers of `/predict`. Default `tensor`.",
            (draft, text) => (draft.Options = draft.Options with { Adapter = text }).Adapter.Length <= ModelName.MaxLength)
        .Section("image", "How `image_input` makes numbers of pixels: (pixel - mean) x scale.", ImageOptionsReader.Table)
        .Add(new(
            "labels",
            "object",
            "Class labels by output, for classification: element i of a row has label i.",
            LabelsReader.Schema,
            LabelsReader.Read)
        { Default = "none", Allowed = LabelsReader.Allowed })
        .Add(new(
            "names",
            "object",
            "Names for clients, for inputs and outputs whose names in the model file are not what clients should see.",
            NamesReader.Schema,
            NamesReader.Read)
        { Default = "as in the model file", Allowed = NamesReader.Allowed })
        .List("inputs", "What the inputs should be; checked against the model when it is loaded.", DeclaredTensor.Table,
            (value, draft, tensors) => draft.Declare(isInput: true, value.Path, value.Errors, tensors, addBatchDimension: false))
        .List("outputs", "What the outputs should be; checked likewise.", DeclaredTensor.Table,
            (value, draft, tensors) => draft.Declare(isInput: false, value.Path, value.Errors, tensors, addBatchDimension: false))
        .Section("response_cache", "Answers that are kept, and given again to equal requests.", new Table()
            .Flag("enable", Defaults.ResponseCache,
                "True: an equal request (the same version, inputs and outputs) gets the answer that was given before. Not for models that draw "
                + "lots, and without effect for pipelines. How much is kept is the node's setting `Cache:MaxBytes`.",
                (draft, value) => draft.Options = draft.Options with { ResponseCache = value }))
        .Section("warm_up", "What runs before a version becomes available.", new Table()
            .Integer("runs", "runs", $"{Defaults.WarmUpRuns}", 0, 1_000,
                "Runs on the model's samples in turn, or on made-up inputs where there are none.",
                (draft, value) => draft.Options = draft.Options with { WarmUpRuns = (int)value })
            .Flag("largest_batch", Defaults.WarmUpLargestBatch,
                "True: before these, one run of the largest batch on made-up inputs, so that the first large batch has its memory.",
                (draft, value) => draft.Options = draft.Options with { WarmUpLargestBatch = value }))
        .Section("smoke_test", "What must be right before a version becomes available.", new Table()
            .Flag("samples", Defaults.SmokeTest,
                "True: the samples beside the model must give what they expect.",
                (draft, value) => draft.Options = draft.Options with { SmokeTest = value }))
        .Flag("lazy", Defaults.Lazy, "True: loaded at the first request, not at the start.",
            (draft, value) => draft.Options = draft.Options with { Lazy = value })
        .Flag("required", Defaults.Required, "True: the node is not ready before a version of this model is available.",
            (draft, value) => draft.Options = draft.Options with { Required = value })
        .Flag("preserve_resources", Defaults.PreserveResources,
            "True: the old version is unloaded before the new one is loaded: less memory, but a gap in service.",
            (draft, value) => draft.Options = draft.Options with { PreserveResources = value })
        .Integer("hold_until_queued", "requests", $"{Defaults.HoldUntilQueued}", 0, 1_000_000,
            "For tests only: nothing runs before this many requests wait. 0 turns it off.",
            (draft, value) => draft.Options = draft.Options with { HoldUntilQueued = (int)value })
        .Ignored("$schema", "for editors.");

    /// <summary>Every key that is read.</summary>
    public static Table All { get; } = new Table().Include(Own).Include(TritonSpellings.Table);
}
