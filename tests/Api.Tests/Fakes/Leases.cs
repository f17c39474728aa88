using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Tests.Fakes;

/// <summary>
/// Finds tensors that were not given back. The pool hands out the handle that came back last, so after balanced use the
/// same few handles come out as before. Holds only while no other test rents: use it in <see cref="Collection"/>.
/// </summary>
internal sealed class Leases
{
    public const string Collection = "leases";

    private const int Handles = 8;

    private readonly HashSet<Tensor> _before = Take();

    public void ShouldBeBalanced() => Take().SetEquals(_before).ShouldBeTrue("a tensor was not given back, or given back twice");

    private static HashSet<Tensor> Take()
    {
        var taken = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < Handles; i++)
            taken.Add(Tensor.Rent(TensorType.UInt8, new TensorShape(1)));
        taken.Count.ShouldBe(Handles, "a tensor was given back twice");
        foreach (var tensor in taken)
            tensor.Dispose();
        return taken;
    }
}

[CollectionDefinition(Leases.Collection, DisableParallelization = true)]
public sealed class LeasesCollection;
