using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Onnx;

/// <summary>
/// Foretells the shapes of a model's outputs from those of its inputs, so that outputs are written straight into
/// pooled memory. A free dimension is taken from the input dimension of the same name; a nameless outermost one from
/// that of the first input. A model's file may be wrong about this: an output found out to differ is never foretold
/// again. Thread-safe.
/// </summary>
internal sealed class OutputShapes
{
    private const int Unknown = -1;

    private readonly TensorSpec[] _outputs;

    /// <summary>For each dimension of each output where it comes from: input * MaxRank + dimension, or Unknown.</summary>
    private readonly int[][] _sources;

    private readonly bool[] _isForetold;

    public OutputShapes(ModelSignature signature)
    {
        _outputs = [.. signature.Outputs];
        _sources = [.. _outputs.Select(output => SourcesOf(output, signature.Inputs))];
        _isForetold = [.. _outputs.Select((output, i) => output.Type != TensorType.Bytes && CanForetell(output, _sources[i]))];
    }

    /// <summary>The shape that output <paramref name="index"/> will have; false where that cannot be said.</summary>
    public bool TryForetell(int index, ReadOnlySpan<Tensor> inputs, out TensorShape shape)
    {
        shape = default;
        if (!Volatile.Read(ref _isForetold[index]))
            return false;
        ref readonly var declared = ref _sources[index];
        Span<long> dimensions = stackalloc long[TensorShape.MaxRank];
        var rank = _outputs[index].Shape.Rank;
        for (var i = 0; i < rank; i++)
        {
            dimensions[i] = declared[i] == Unknown
                ? _outputs[index].Shape[i]
                : inputs[declared[i] / TensorShape.MaxRank].Shape[declared[i] % TensorShape.MaxRank];
        }

        shape = new TensorShape(dimensions[..rank]);
        return true;
    }

    /// <summary>Output <paramref name="index"/> turned out to have another shape.</summary>
    public void Distrust(int index) => Volatile.Write(ref _isForetold[index], false);

    // rank 0 is what the runtime says of an output whose shape the file does not state
    private static bool CanForetell(TensorSpec output, int[] sources) =>
        output.Shape.Rank > 0 && !sources.Where((source, i) => source == Unknown && output.Shape[i] < 0).Any();

    private static int[] SourcesOf(TensorSpec output, IReadOnlyList<TensorSpec> inputs) =>
        [.. Enumerable.Range(0, output.Shape.Rank).Select(i => output.Shape[i] >= 0 ? Unknown : SourceOf(output.DimensionNames[i], i, inputs))];

    private static int SourceOf(string name, int dimension, IReadOnlyList<TensorSpec> inputs)
    {
        if (name.Length == 0)
            return dimension == 0 && inputs.Count > 0 && inputs[0].Shape.Rank > 0 && inputs[0].Shape[0] < 0 ? 0 : Unknown;
        for (var i = 0; i < inputs.Count; i++)
        {
            for (var j = 0; j < inputs[i].Shape.Rank; j++)
            {
                if (inputs[i].Shape[j] < 0 && string.Equals(inputs[i].DimensionNames[j], name, StringComparison.Ordinal))
                    return (i * TensorShape.MaxRank) + j;
            }
        }

        return Unknown;
    }
}
