using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Pipelines;

/// <summary>Compares signatures by what clients see of them. Stateless.</summary>
internal static class Signatures
{
    /// <summary>True if names, types and shapes are the same, in the same order.</summary>
    internal static bool AreSame(ModelSignature one, ModelSignature other) =>
        ReferenceEquals(one, other) || (AreSame(one.Inputs, other.Inputs) && AreSame(one.Outputs, other.Outputs));

    private static bool AreSame(IReadOnlyList<TensorSpec> one, IReadOnlyList<TensorSpec> other)
    {
        if (one.Count != other.Count)
            return false;
        for (var i = 0; i < one.Count; i++)
        {
            if (one[i].Name != other[i].Name || one[i].Type != other[i].Type || one[i].Shape != other[i].Shape)
                return false;
        }

        return true;
    }
}
