using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Pipelines;

/// <summary>
/// Holds the links of a pipeline against the signatures of its models: names, types and shapes. What the pipeline takes is what
/// all takers of an input can take. Used once, by one thread.
/// </summary>
internal sealed class PipelineFitting(PipelineDefinition definition, ModelSignature[] models)
{
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, (TensorSpec Spec, string Taker)> _inputs = new(StringComparer.Ordinal);

    internal IReadOnlyList<string> Problems => _problems;

    /// <summary>What the pipeline takes and gives; null if there are problems.</summary>
    internal ModelSignature? Signature()
    {
        for (var i = 0; i < models.Length; i++)
            FitStep(i);
        var outputs = definition.Outputs.Select(link => (link.Name, Spec: Source(link.Source, $"outputs: '{link.Name}'"))).ToList();
        return _problems.Count > 0
            ? null
            : new ModelSignature(
                [.. definition.Inputs.Select(name => _inputs[name].Spec)],
                [.. outputs.Select(output => output.Spec! with { Name = output.Name })]);
    }

    private void FitStep(int index)
    {
        var step = definition.Steps[index];
        var where = PipelineGraph.Describe(definition, index);
        foreach (var missing in models[index].Inputs.Where(spec => step.Inputs.All(link => link.Name != spec.Name)))
            _problems.Add($"{where}: input '{missing.Name}' of model '{step.Model}' is missing");
        foreach (var (name, source) in step.Inputs)
        {
            var place = $"{where}: input '{name}'";
            if (models[index].Inputs.FirstOrDefault(spec => spec.Name == name) is not { } taker)
                _problems.Add($"{place} is not one of model '{step.Model}', which takes {Names(models[index].Inputs)}");
            else if (source.Step is null)
                TakeInput(source.Name, taker, place);
            else if (Source(source, place) is { } giver)
                Fit(giver, $"'{source}'", taker, place);
        }
    }

    private TensorSpec? Source(TensorSource source, string place)
    {
        if (source.Step is null)
            return _inputs.GetValueOrDefault(source.Name).Spec;
        var step = PipelineGraph.IndexOf(definition, source.Step);
        var spec = models[step].Outputs.FirstOrDefault(spec => spec.Name == source.Name);
        if (spec is null)
            _problems.Add($"{place} takes '{source}', but model '{definition.Steps[step].Model}' gives {Names(models[step].Outputs)}");
        return spec is null ? null : Named(spec);
    }

    private void TakeInput(string input, TensorSpec taker, string place)
    {
        if (!_inputs.TryGetValue(input, out var known))
            _inputs[input] = (Named(taker) with { Name = input }, place);
        else if (Fit(known.Spec, $"'{input}', as {known.Taker} has it,", taker, place))
            _inputs[input] = (known.Spec with { Shape = Narrower(known.Spec.Shape, taker.Shape) }, known.Taker);
    }

    private bool Fit(TensorSpec giver, string what, TensorSpec taker, string place)
    {
        if (giver.Type != taker.Type)
            _problems.Add($"{place} is {taker.Type.Name()}, but {what} is {giver.Type.Name()}");
        else if (!Meets(giver.Shape, taker.Shape))
            _problems.Add($"{place} has shape {taker.Shape}, but {what} has shape {giver.Shape}");
        else
            return true;
        return false;
    }

    /// <summary>True if a tensor can be of both shapes; a free dimension is seen when a request comes.</summary>
    private static bool Meets(in TensorShape one, in TensorShape other)
    {
        if (one.Rank != other.Rank)
            return false;
        for (var i = 0; i < one.Rank; i++)
        {
            if (one[i] != other[i] && one[i] >= 0 && other[i] >= 0)
                return false;
        }

        return true;
    }

    private static TensorShape Narrower(in TensorShape one, in TensorShape other)
    {
        Span<long> dimensions = stackalloc long[TensorShape.MaxRank];
        for (var i = 0; i < one.Rank; i++)
            dimensions[i] = one[i] < 0 ? other[i] : one[i];
        return new TensorShape(dimensions[..one.Rank]);
    }

    /// <summary>Without the names of dimensions, which mean something else in each model; whether rows are rows, a trial shows.</summary>
    private static TensorSpec Named(TensorSpec spec) => TensorSpec.Of(spec.Name, spec.Type, spec.Shape.AsSpan());

    private static string Names(IReadOnlyList<TensorSpec> specs) => string.Join(", ", specs.Select(spec => $"'{spec.Name}'"));
}
