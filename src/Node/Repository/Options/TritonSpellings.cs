using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository.Options;

using Table = OptionTable<ModelOptionsDraft>;

/// <summary>
/// Keys of NVIDIA Triton's model configuration that clients send when they load a model with a configuration of their
/// own, and that Triton's own answers hold.
/// </summary>
internal static class TritonSpellings
{
    private static readonly ModelOptions Defaults = ModelOptions.Default;

    private static readonly Table QueuePolicy = new Table()
        .Integer("max_queue_size", "requests", $"{Defaults.QueueLimit:N0}", 0, 1_000_000,
            "As `queue_limit`; 0 keeps the default, since no queue is without limit here.",
            (draft, value) => draft.Options = draft.Options with { QueueLimit = value == 0 ? Defaults.QueueLimit : (int)value })
        .As("queue_limit")
        .Integer("default_timeout_microseconds", "µs", $"{Defaults.DefaultDeadline.TotalMicroseconds:N0}", 0, 3_600_000_000,
            "As `default_deadline_milliseconds`; 0 keeps the default, less than 1,000 counts as 1,000.",
            (draft, value) => draft.Options = draft.Options with { DefaultDeadline = Deadline(value) })
        .As("default_deadline_milliseconds")
        .Ignored("timeout_action", "a request past its deadline is always refused.")
        .Ignored("allow_timeout_override", "a request may always bring its own timeout.");

    private static readonly Table DynamicBatching = new Table()
        .Integer("max_queue_delay_microseconds", "µs", "0", 0, 10_000_000, "As `batch_delay_microseconds`.",
            (draft, value) => draft.Options = draft.Options with { BatchDelay = TimeSpan.FromMicroseconds(value) })
        .As("batch_delay_microseconds")
        .Integer("priority_levels", "", $"{Defaults.PriorityLevels}", 0, 16, "As `priority_levels`; 0 keeps the default.",
            (draft, value) => draft.Options = draft.Options with { PriorityLevels = value == 0 ? Defaults.PriorityLevels : (int)value })
        .As("priority_levels")
        .Integer("default_priority_level", "", "the middle level", 0, 16, "As `default_priority`; 0 keeps the default.",
            (draft, value) => draft.DefaultPriority = value == 0 ? null : (int)value)
        .As("default_priority")
        .Section("default_queue_policy", "The queue.", QueuePolicy)
        .Ignored("preferred_batch_size", "the useful batch size is learned.")
        .Ignored("preserve_ordering", "every request is answered as soon as it is done.")
        .Ignored("priority_queue_policy", "all levels share one queue limit.");

    /// <summary>The keys.</summary>
    public static Table Table { get; } = new Table()
        .Text("name", required: false, "the name of the model's folder", "Must agree with the model, if given.",
            (draft, text) => draft.Model is not { } model || model.Value == text)
        .Text("platform", required: false, "\"onnxruntime_onnx\" or \"onnx\"", "Must agree, if given.", (_, text) => text is "onnxruntime_onnx" or "onnx")
        .Text("backend", required: false, "\"onnxruntime\"", "Must agree, if given.", (_, text) => text == "onnxruntime")
        .Section("dynamic_batching", "Batching and the queue.", DynamicBatching)
        .List("instance_group", "As `instances` (the sum of the counts) and `device`.", InstanceGroup.Table, InstanceGroup.Apply)
        .As("instances")
        .List("input", "As `inputs`.", DeclaredTensor.TritonInput,
            (value, draft, tensors) => draft.WithoutBatch.Add((true, value.Path, tensors)))
        .As("inputs")
        .List("output", "As `outputs`.", DeclaredTensor.TritonOutput, ApplyOutputs)
        .As("outputs")
        .Ignored("parameters", "they are settings of other backends.")
        .Ignored("model_warmup", "the samples beside the model warm it up, see `warm_up`.")
        .Ignored("default_model_filename", "`model.onnx`, or the only .onnx file of the version's folder, is read.")
        .Ignored("cc_model_filenames", "a model file is not chosen by the GPU's kind.")
        .Ignored("optimization", "ONNX Runtime's graph optimizations are always on.")
        .Ignored("metric_tags", "metrics carry the model's name and version.")
        .Ignored("runtime", "there is one runtime.")
        .Ignored("batch_input", "batches are formed along dimension 0 alone.")
        .Ignored("batch_output", "batches are split along dimension 0 alone.")
        .Ignored("model_transaction_policy", "every request has one answer.");

    private static TimeSpan Deadline(long microseconds) =>
        microseconds == 0 ? Defaults.DefaultDeadline : TimeSpan.FromMicroseconds(Math.Max(1_000, microseconds));

    private static void ApplyOutputs(OptionValue value, ModelOptionsDraft draft, IReadOnlyList<DeclaredTensor> tensors)
    {
        draft.WithoutBatch.Add((false, value.Path, tensors));
        foreach (var (index, tensor) in tensors.Index())
        {
            if (tensor is { Name: { } output, LabelFile: { } file })
                LabelsReader.ReadFile($"{value.Path}[{index}].label_filename", file, output, value.Errors, draft);
        }
    }
}
