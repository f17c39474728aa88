using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Contracts.Sessions;

/// <summary>What a loaded model takes and gives.</summary>
/// <param name="Inputs">In the order a runner expects them.</param>
/// <param name="Outputs">In the order a runner fills them.</param>
public sealed record ModelSignature(IReadOnlyList<TensorSpec> Inputs, IReadOnlyList<TensorSpec> Outputs)
{
    /// <summary>The names of the classes that the model file itself gives, by index; empty if it gives none.</summary>
    public IReadOnlyList<string> ClassLabels { get; init; } = [];
}
