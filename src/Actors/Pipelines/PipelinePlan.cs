using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Actors.Pipelines;

/// <summary>
/// A pipeline held against its models: who takes what from whom, by index, and what the whole takes and gives. Immutable.
/// </summary>
internal sealed class PipelinePlan
{
    private PipelinePlan(PipelineDefinition definition, ModelSignature[] models, ModelSignature signature)
    {
        Models = models;
        Signature = signature;
        Order = PipelineGraph.Order(definition);
        var used = definition.Steps.SelectMany(step => step.Inputs).Concat(definition.Outputs).Select(link => link.Source).Where(source => source.Step is not null).ToHashSet();
        Steps =
        [
            .. definition.Steps.Index().Select(step => new Step(
                PipelineGraph.Describe(definition, step.Index),
                step.Item.Model,
                step.Item.Version,
                [.. PipelineGraph.Before(definition, step.Index)],
                [.. step.Item.Inputs.Select(link => (link.Name, Find(link.Source)))],
                [.. models[step.Index].Outputs.Select(output => output.Name).Where(name => used.Contains(new TensorSource(step.Item.Name, name)))])),
        ];
        Outputs = [.. definition.Outputs.Select(link => Find(link.Source))];

        Source Find(TensorSource source) => source.Step is { } step
            ? new Source(PipelineGraph.IndexOf(definition, step), source.Name, -1)
            : new Source(-1, source.Name, definition.Inputs.Index().First(input => input.Item == source.Name).Index);
    }

    /// <summary>What the pipeline takes and gives.</summary>
    internal ModelSignature Signature { get; }

    /// <summary>The signatures it was made of, by step.</summary>
    internal IReadOnlyList<ModelSignature> Models { get; }

    internal IReadOnlyList<Step> Steps { get; }

    /// <summary>The indexes of the steps, each after those it takes from.</summary>
    internal IReadOnlyList<int> Order { get; }

    /// <summary>Where the pipeline's outputs come from, in the signature's order.</summary>
    internal IReadOnlyList<Source> Outputs { get; }

    /// <summary>The plan, or null and everything that does not fit, each problem with its path.</summary>
    /// <param name="definition">A graph without problems.</param>
    /// <param name="models">What the model of each step takes and gives.</param>
    internal static (PipelinePlan? Plan, IReadOnlyList<string> Problems) Build(PipelineDefinition definition, ModelSignature[] models)
    {
        var fitting = new PipelineFitting(definition, models);
        return fitting.Signature() is { } signature
            ? (new PipelinePlan(definition, models, signature), [])
            : (null, fitting.Problems);
    }

    /// <summary>Where a tensor comes from.</summary>
    /// <param name="Step">The step that gives it; -1: the pipeline's own input.</param>
    /// <param name="Output">The name of the step's output.</param>
    /// <param name="Input">The index of the pipeline's input, where there is no step.</param>
    internal readonly record struct Source(int Step, string Output, int Input);

    /// <summary>One step, ready to run.</summary>
    internal sealed record Step(
        string Description, ModelName Model, VersionSelector Version, int[] Before, (string Name, Source Source)[] Inputs, string[] Outputs);
}
