using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Serving.Execution;

/// <summary>Puts tensors together, row after row. Stateless.</summary>
internal static class BatchAssembler
{
    /// <summary>A rented tensor with the rows of all <paramref name="parts"/>, in order; they agree in all but dimension 0.</summary>
    internal static Tensor Concat(ReadOnlySpan<Tensor> parts)
    {
        long rows = 0;
        var length = 0;
        foreach (var part in parts)
        {
            rows += part.Rows;
            length = checked(length + part.ByteLength);
        }

        var whole = Tensor.Rent(parts[0].Type, parts[0].Shape.WithRows(rows), length);
        var target = whole.Span;
        foreach (var part in parts)
        {
            part.Span.CopyTo(target);
            target = target[part.ByteLength..];
        }

        return whole;
    }
}
