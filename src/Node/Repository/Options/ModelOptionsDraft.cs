using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Repository.Options;

/// <summary>The options of a model while its file is being read.</summary>
/// <param name="folder">Where label files lie; null where there is no folder.</param>
/// <param name="model">The model the file belongs to; null if it is not known.</param>
internal sealed class ModelOptionsDraft(string? folder, ModelName? model)
{
    public ModelOptions Options { get; set; } = ModelOptions.Default;

    public string? Folder { get; } = folder;

    public ModelName? Model { get; } = model;

    /// <summary>The label files that were named, whether or not they were good.</summary>
    public List<string> LabelFiles { get; } = [];

    public int? DefaultPriority { get; set; }

    /// <summary>Declarations whose shapes leave out the batch dimension, by whether they are inputs.</summary>
    public List<(bool IsInput, string Path, IReadOnlyList<DeclaredTensor> Tensors)> WithoutBatch { get; } = [];

    public void SetSession(Func<SessionSettings, SessionSettings> change) =>
        Options = Options with { Session = change(Options.Session) };

    public void SetLabels(string output, IReadOnlyList<string> labels) =>
        Options = Options with
        {
            Labels = new Dictionary<string, IReadOnlyList<string>>(Options.Labels, StringComparer.Ordinal) { [output] = labels },
        };

    /// <summary>Takes over declared tensors; those incomplete or named twice are noted as errors.</summary>
    public void Declare(bool isInput, string path, OptionErrors errors, IReadOnlyList<DeclaredTensor> tensors, bool addBatchDimension)
    {
        var specs = new List<TensorSpec>();
        foreach (var (index, tensor) in tensors.Index())
        {
            if (tensor.ToSpec($"{path}[{index}]", errors, addBatchDimension) is not { } spec)
                continue;
            if (specs.Exists(other => other.Name == spec.Name))
                errors.Add($"{path} declares '{spec.Name}' twice");
            specs.Add(spec);
        }

        Options = isInput ? Options with { DeclaredInputs = specs } : Options with { DeclaredOutputs = specs };
    }

    /// <summary>What can be said only when all keys are read: rules between options.</summary>
    public ModelOptions Finish(OptionErrors errors)
    {
        foreach (var (isInput, path, tensors) in WithoutBatch)
            Declare(isInput, path, errors, tensors, addBatchDimension: Options.MaxBatchSize > 0);
        if (DefaultPriority > Options.PriorityLevels)
            errors.Add($"default_priority is {DefaultPriority}, but must be an integer from 1 to priority_levels ({Options.PriorityLevels})");
        if (Options.HoldUntilQueued > Options.QueueLimit)
            errors.Add($"hold_until_queued is {Options.HoldUntilQueued}, but must be at most queue_limit ({Options.QueueLimit}), or nothing would ever run");
        return Options with { DefaultPriority = DefaultPriority ?? (Options.PriorityLevels + 1) / 2 };
    }
}
