using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>What the typed answer of a model is made of.</summary>
internal enum AnswerKind
{
    /// <summary>Scores of classes: <c>preds</c> and <c>pred_probas</c>.</summary>
    Classes,

    /// <summary>Labels without scores: <c>preds</c>, texts.</summary>
    Labels,

    /// <summary>One number per sample: <c>preds</c>, numbers.</summary>
    Numbers,

    /// <summary>Something else: all outputs as they are.</summary>
    Tensors,
}

/// <summary>Finds in a model's signature what <c>preds</c> and <c>pred_probas</c> can be made of.</summary>
/// <param name="Kind">What the answer is.</param>
/// <param name="Output">What it is made of; null for all outputs.</param>
/// <param name="LabelOutput">For <see cref="AnswerKind.Classes"/>: the output with the winners' names, where the model itself gives them.</param>
internal sealed record AnswerForm(AnswerKind Kind, TensorSpec? Output, TensorSpec? LabelOutput)
{
    /// <summary>Names of the outputs to ask for; empty for all.</summary>
    public IReadOnlyList<string> OutputNames => (Output, LabelOutput) switch
    {
        (null, _) => [],
        (_, null) => [Output.Name],
        _ => [Output.Name, LabelOutput.Name],
    };

    /// <summary>
    /// The output with labels in <c>model.json</c>, else the one called some kind of probability, else the first of two
    /// dimensions and floating-point: scores of classes. Without one, the first output with one value per sample.
    /// </summary>
    public static AnswerForm Of(ServableView servable)
    {
        var outputs = servable.Signature!.Outputs;
        var scores = outputs.Where(output => IsFloating(output.Type) && !IsPerSample(output, servable) && IsTable(output)).ToList();
        var best = scores.Find(output => servable.Options.Labels.ContainsKey(output.Name))
            ?? scores.Find(output => output.Name.Contains("prob", StringComparison.OrdinalIgnoreCase))
            ?? scores.FirstOrDefault();
        var single = outputs.Where(output => IsPerSample(output, servable)).ToList();
        if (best is not null)
        {
            var names = single.Find(output => output.Type == TensorType.Bytes);
            return new AnswerForm(AnswerKind.Classes, best, servable.Options.Labels.ContainsKey(best.Name) || servable.Signature.ClassLabels.Count > 0 ? null : names);
        }

        if (single.Find(output => !IsFloating(output.Type)) is { } label)
            return new AnswerForm(AnswerKind.Labels, label, null);
        return single.Count > 0
            ? new AnswerForm(AnswerKind.Numbers, single[0], null)
            : new AnswerForm(AnswerKind.Tensors, null, null);
    }

    private static bool IsFloating(TensorType type) => type is TensorType.Fp16 or TensorType.Bf16 or TensorType.Fp32 or TensorType.Fp64;

    /// <summary>[n] or [n, 1]; of a model without rows, also a single value.</summary>
    private static bool IsPerSample(TensorSpec output, ServableView servable) => output.Shape.Rank switch
    {
        0 => true,
        1 => servable.MaxBatchSize > 0 || output.Shape[0] is -1 or 1,
        2 => output.Shape[1] == 1,
        _ => false,
    };

    private static bool IsTable(TensorSpec output) => output.Shape.Rank is 1 or 2;
}
