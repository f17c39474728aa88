using ModelCluster.Actors.Cluster.Placement;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Cluster.Tests.Simulation;

/// <summary>
/// Models whose popularity follows Zipf's law: the second is asked for half as often as the first, the third a third as often.
/// One in ten is always loaded, in two replicas at least and in more where it is asked for more; the others are lazy.
/// </summary>
internal sealed class ModelPopulation
{
    /// <summary>No replica gets more requests than this part of what a node gets on average.</summary>
    private const double MostOfANode = 0.2;

    private readonly double[] _cumulative;

    internal ModelPopulation(int models, int nodes, Random random)
    {
        _cumulative = new double[models];
        var sum = 0.0;
        for (var rank = 0; rank < models; rank++)
            _cumulative[rank] = sum += 1.0 / (rank + 1);
        Replicas = new ReplicaPlacement[models][];
        for (var rank = 0; rank < models; rank++)
        {
            var ofANode = nodes / (sum * (rank + 1));
            var isLazy = rank >= models / 10;
            var count = isLazy ? 1 : Math.Clamp((int)Math.Ceiling(ofANode / MostOfANode), 2, nodes / 2);
            var name = ModelName.Parse($"model-{rank}");
            var bytes = random.NextInt64(5_000_000, 200_000_000);
            Replicas[rank] = [.. Enumerable.Range(1, count).Select(number =>
                new ReplicaPlacement(new ReplicaKey(name, number), new ModelVersion(1), bytes) { IsLazy = isLazy })];
        }
    }

    /// <summary>Of each model, the most popular first.</summary>
    internal ReplicaPlacement[][] Replicas { get; }

    /// <summary>Draws the model that a request is for.</summary>
    internal int Draw(Random random)
    {
        var found = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
        return found < 0 ? ~found : found;
    }
}
