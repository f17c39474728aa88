using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Actors.Cluster.Placement;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Cluster.Tests.Placement;

/// <summary>Members and replicas as a property test draws them.</summary>
/// <param name="Members">Of every state, role and size.</param>
/// <param name="Replicas">On no node, on one of the members, or on one that is gone.</param>
internal sealed record Scenario(PlacementMember[] Members, ReplicaPlacement[] Replicas)
{
    internal const long Megabyte = 1_000_000;

    /// <summary>Anything that can happen.</summary>
    internal static readonly Arbitrary<Scenario> Any = Scenarios(
        from state in Gen.Frequency((4, Gen.Constant(MemberState.Up)), (1, Gen.Elements(MemberState.Joining, MemberState.Leaving)))
        from roles in Gen.Frequency((6, Gen.Constant(NodeRoles.All)), (1, Gen.Elements(NodeRoles.Api, NodeRoles.Worker)))
        from isReachable in Gen.Frequency((6, Gen.Constant(true)), (1, Gen.Constant(false)))
        from budget in Gen.Choose(0, 600)
        from cores in Gen.Choose(1, 8)
        from load in Gen.Choose(0, 3)
        select new PlacementMember(default, state, budget * Megabyte)
        {
            Roles = roles,
            Cores = cores,
            Load = load / 4.0,
            IsReachable = isReachable,
        });

    /// <summary>All up, with room for everything.</summary>
    internal static readonly Arbitrary<Scenario> Roomy = Scenarios(
        from cores in Gen.Choose(1, 8)
        select new PlacementMember(default, MemberState.Up, 20_000 * Megabyte) { Cores = cores });

    /// <summary>The scenario before anything was placed.</summary>
    internal Scenario Unplaced => this with { Replicas = [.. Replicas.Select(replica => replica with { Node = null, HandedOverFrom = null })] };

    internal PlacementPlan Plan() => PlacementPolicy.Plan(Members, Replicas);

    /// <summary>A book that has been told of it.</summary>
    internal PlacementBook Open()
    {
        var book = new PlacementBook();
        book.SetMembers(Members);
        book.Place(Replicas);
        return book;
    }

    internal static NodeId Named(int number) => NodeId.Parse($"node-{number}");

    internal static PlacementMember Worker(int number, long budgetMegabytes = 1000) =>
        new(Named(number), MemberState.Up, budgetMegabytes * Megabyte) { Cores = 4 };

    internal static ReplicaPlacement Replica(string model, int number, long megabytes = 100) =>
        new(new ReplicaKey(ModelName.Parse(model), number), new ModelVersion(1), megabytes * Megabyte);

    private static Arbitrary<Scenario> Scenarios(Gen<PlacementMember> member) =>
        (from members in Gen.NonEmptyListOf(member)
         let count = Math.Min(8, members.Count)
         from replicas in Gen.ListOf(Replica(count))
         select new Scenario(
             [.. members.Take(count).Select((each, index) => each with { Node = Named(index) })],
             [.. replicas.Take(60).Select((each, index) => each with { Key = each.Key with { Number = index + 1 } })]))
        .ToArbitrary();

    /// <summary>Node number <paramref name="members"/> is one that is not there.</summary>
    private static Gen<ReplicaPlacement> Replica(int members) =>
        from model in Gen.Choose(1, 6)
        from version in Gen.Choose(1, 2)
        from megabytes in Gen.Choose(0, 200)
        from isLazy in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        from node in Gen.Choose(-members, members)
        from old in Gen.Choose(-3 * members, members)
        select new ReplicaPlacement(new ReplicaKey(ModelName.Parse($"model-{model}"), 1), new ModelVersion(version), megabytes * Megabyte)
        {
            IsLazy = isLazy,
            Node = node < 0 ? null : Named(node),
            HandedOverFrom = node < 0 || old < 0 || old == node ? null : Named(old),
        };
}
