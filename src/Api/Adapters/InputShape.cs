using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Adapters;

/// <summary>Fits what a client sent to the shape that an input has.</summary>
internal static class InputShape
{
    /// <summary>
    /// The shape to give the data: as it is if it fits; rows of flat data get the inner dimensions; a single row loses the
    /// dimension that counts rows where the model has none.
    /// </summary>
    /// <param name="sent">Fixed.</param>
    /// <param name="wanted">-1 fits anything.</param>
    /// <param name="fitted">Of as many elements as <paramref name="sent"/>.</param>
    /// <returns>False if no shape will do.</returns>
    public static bool TryFit(in TensorShape sent, in TensorShape wanted, out TensorShape fitted)
    {
        fitted = sent;
        if (sent.Fits(wanted))
            return true;
        if (sent.Rank > 0 && sent[0] == 1)
        {
            fitted = new TensorShape(sent.AsSpan()[1..]);
            if (fitted.Fits(wanted))
                return true;
        }

        return TryGiveInner(sent, wanted, out fitted);
    }

    /// <summary>[n, k] becomes [n, inner dimensions] if those are fixed and k is their product; [n] likewise, with k = 1.</summary>
    private static bool TryGiveInner(in TensorShape sent, in TensorShape wanted, out TensorShape fitted)
    {
        fitted = default;
        if (sent.Rank is not (1 or 2) || wanted.Rank < 2)
            return false;
        var inner = new TensorShape(wanted.AsSpan()[1..]);
        var perRow = sent.Rank == 2 ? sent[1] : 1;
        if (!inner.TryCountElements(out var count) || count != perRow)
            return false;
        fitted = wanted.WithRows(sent[0]);
        return fitted.Fits(wanted);
    }
}
