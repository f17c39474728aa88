using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Pipelines;

/// <summary>A graph of models as <c>pipeline.json</c> states it. Immutable; not yet held against the models.</summary>
/// <param name="Inputs">The names of the pipeline's inputs, in order.</param>
/// <param name="Steps">As written; their order means nothing.</param>
/// <param name="Outputs">What the pipeline gives, in order.</param>
public sealed record PipelineDefinition(IReadOnlyList<string> Inputs, IReadOnlyList<PipelineStep> Steps, IReadOnlyList<TensorLink> Outputs);

/// <summary>One model of a pipeline.</summary>
/// <param name="Name">Names it within the pipeline.</param>
/// <param name="Model">The model that runs.</param>
/// <param name="Version">The versions that will do.</param>
/// <param name="Inputs">Where each of the model's inputs comes from.</param>
public sealed record PipelineStep(string Name, ModelName Model, VersionSelector Version, IReadOnlyList<TensorLink> Inputs);

/// <summary>A tensor by the name it goes by at one end, and where it comes from.</summary>
/// <param name="Name">The input of a step's model, or the output of the pipeline.</param>
/// <param name="Source">Where it comes from.</param>
public readonly record struct TensorLink(string Name, TensorSource Source);

/// <summary>Where a tensor comes from.</summary>
/// <param name="Step">The step that gives it; null: an input of the pipeline.</param>
/// <param name="Name">The output of that step's model, or the input of the pipeline.</param>
public readonly record struct TensorSource(string? Step, string Name)
{
    /// <summary>As it is written: <c>step.output</c>, or <c>input</c>.</summary>
    public override string ToString() => Step is null ? Name : $"{Step}.{Name}";
}
