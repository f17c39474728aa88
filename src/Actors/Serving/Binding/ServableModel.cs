using System.Collections.Frozen;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Binding;

/// <summary>
/// What the hot path needs to know of a loaded model, worked out once: names as clients use them, the batch dimension,
/// where each output's shape comes from. Immutable.
/// </summary>
public sealed class ServableModel
{
    private readonly FrozenDictionary<string, int> _inputs;
    private readonly FrozenDictionary<string, int> _outputs;

    /// <param name="id">The servable.</param>
    /// <param name="signature">As the session states it.</param>
    /// <param name="options">The model's settings.</param>
    /// <param name="maxBatchSize">Rows of the largest batch; 0: the model has no batch dimension.</param>
    public ServableModel(ServableId id, ModelSignature signature, ModelOptions options, int maxBatchSize)
    {
        Id = id;
        Options = options;
        MaxBatchSize = maxBatchSize;
        Signature = new ModelSignature(
            [.. signature.Inputs.Select(spec => ClientSpec(spec, options))],
            [.. signature.Outputs.Select(spec => ClientSpec(spec, options))])
        { ClassLabels = signature.ClassLabels };
        _inputs = Indexed(Signature.Inputs);
        _outputs = Indexed(Signature.Outputs);
        AllOutputs = [.. Enumerable.Range(0, Signature.Outputs.Count)];
        OutputShapes = [.. Signature.Outputs.Select(output => OutputShape.Of(output, Signature.Inputs, IsBatched))];
    }

    /// <summary>What another node serves, whose signature has the names that clients use already.</summary>
    public static ServableModel OfClients(ServableId id, ModelSignature signature, ModelOptions options, int maxBatchSize) =>
        new(id, signature, options with { Names = ModelOptions.Default.Names }, maxBatchSize);

    /// <summary>The servable.</summary>
    public ServableId Id { get; }

    /// <summary>The model's settings.</summary>
    public ModelOptions Options { get; }

    /// <summary>Inputs and outputs by client name, in the session's order.</summary>
    public ModelSignature Signature { get; }

    /// <summary>Rows of the largest batch; 0: the model has no batch dimension.</summary>
    public int MaxBatchSize { get; }

    /// <summary>True if the first dimension of every input and output counts independent rows.</summary>
    public bool IsBatched => MaxBatchSize > 0;

    /// <summary>Rows of the largest run: <see cref="MaxBatchSize"/>, or 1.</summary>
    public int MaxRows => Math.Max(1, MaxBatchSize);

    internal int[] AllOutputs { get; }

    internal OutputShape[] OutputShapes { get; }

    /// <summary>The index of an input by client name; -1 if there is none.</summary>
    internal int InputIndex(string name) => _inputs.TryGetValue(name, out var index) ? index : -1;

    /// <summary>The index of an output by client name; -1 if there is none.</summary>
    internal int OutputIndex(string name) => _outputs.TryGetValue(name, out var index) ? index : -1;

    private static TensorSpec ClientSpec(TensorSpec spec, ModelOptions options) =>
        options.Names.TryGetValue(spec.Name, out var name) ? spec with { Name = name } : spec;

    private static FrozenDictionary<string, int> Indexed(IReadOnlyList<TensorSpec> specs) =>
        specs.Index().ToFrozenDictionary(pair => pair.Item.Name, pair => pair.Index, StringComparer.Ordinal);
}
