using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Binding;

/// <summary>
/// Foretells an output's shape from the inputs' (its fixed dimensions, the rows, and free dimensions that share a
/// symbol with an input's), so that the session can write straight into a rented tensor. Where that is impossible
/// the session brings its own. Immutable.
/// </summary>
internal sealed class OutputShape
{
    private readonly TensorType _type;
    private readonly Dimension[]? _dimensions;

    private OutputShape(TensorType type, Dimension[]? dimensions)
    {
        _type = type;
        _dimensions = dimensions;
    }

    internal static OutputShape Of(TensorSpec output, IReadOnlyList<TensorSpec> inputs, bool isBatched)
    {
        if (output.Type == TensorType.Bytes)
            return new OutputShape(output.Type, null);
        var dimensions = new Dimension[output.Shape.Rank];
        for (var d = 0; d < dimensions.Length; d++)
        {
            if (output.Shape[d] >= 0)
                dimensions[d] = new Dimension(output.Shape[d], -1, 0);
            else if (d == 0 && isBatched)
                dimensions[d] = new Dimension(0, 0, 0);
            else if (Find(output.DimensionNames[d], inputs) is { } source)
                dimensions[d] = source;
            else
                return new OutputShape(output.Type, null);
        }

        return new OutputShape(output.Type, dimensions);
    }

    /// <summary>A rented tensor of the foretold shape, or null.</summary>
    internal Tensor? TryRent(ReadOnlySpan<Tensor> inputs)
    {
        if (_dimensions is null)
            return null;
        Span<long> shape = stackalloc long[TensorShape.MaxRank];
        for (var d = 0; d < _dimensions.Length; d++)
        {
            var (value, input, dimension) = _dimensions[d];
            shape[d] = input < 0 ? value : inputs[input].Shape[dimension];
        }

        return Tensor.Rent(_type, new TensorShape(shape[.._dimensions.Length]));
    }

    private static Dimension? Find(string symbol, IReadOnlyList<TensorSpec> inputs)
    {
        if (symbol.Length == 0)
            return null;
        for (var i = 0; i < inputs.Count; i++)
        {
            for (var d = 0; d < inputs[i].Shape.Rank; d++)
            {
                if (inputs[i].DimensionNames[d] == symbol)
                    return new Dimension(0, i, d);
            }
        }

        return null;
    }

    /// <summary>A fixed value, or, with an input, that input's dimension.</summary>
    private readonly record struct Dimension(long Value, int Input, int Index);
}
