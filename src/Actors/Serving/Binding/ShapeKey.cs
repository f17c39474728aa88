using ModelCluster.Actors.Serving.Mailbox;

namespace ModelCluster.Actors.Serving.Binding;

/// <summary>Requests go into one batch only when all dimensions but the first agree, input by input.</summary>
internal static class ShapeKey
{
    internal static bool Agree(PendingInference left, PendingInference right)
    {
        for (var i = 0; i < left.Inputs.Length; i++)
        {
            ref readonly var a = ref left.Inputs[i].Shape;
            ref readonly var b = ref right.Inputs[i].Shape;
            if (a.Rank != b.Rank)
                return false;
            for (var d = 1; d < a.Rank; d++)
            {
                if (a[d] != b[d])
                    return false;
            }
        }

        return true;
    }
}
