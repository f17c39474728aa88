using System.Collections.Frozen;
using ModelCluster.Actors.Deployments;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Deployments;

/// <summary>The domains of what is deployed: an immutable table, replaced whole. Thread-safe; one writer.</summary>
internal sealed class DeploymentDomains : IDeploymentDomains
{
    private FrozenDictionary<string, Place[]> _places = FrozenDictionary<string, Place[]>.Empty;

    public bool IsEmpty => Volatile.Read(ref _places).Count == 0;

    public ModelName? Find(ReadOnlySpan<char> host, int? port)
    {
        var places = Volatile.Read(ref _places).GetAlternateLookup<ReadOnlySpan<char>>();
        if (!places.TryGetValue(host, out var candidates))
            return null;
        var wanted = port ?? 80; // what a client means that names none
        foreach (var place in candidates)
        {
            if (place.Port == wanted)
                return place.Model;
        }

        return candidates[0].Model;
    }

    /// <summary>Takes the domains of what is served now.</summary>
    internal void Set(IEnumerable<KeyValuePair<ModelName, DeploymentSnapshot>> deployments)
    {
        var places = deployments
            .Select(pair => (Model: pair.Key, Record: pair.Value.State.Served))
            .Where(pair => pair.Record?.Settings.Domain is { Length: > 0 })
            .OrderByDescending(pair => pair.Record!.Time)
            .GroupBy(pair => pair.Record!.Settings.Domain!, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(
                sameDomain => sameDomain.Key,
                sameDomain => sameDomain.Select(pair => new Place(pair.Record!.Settings.Port, pair.Model)).ToArray(),
                StringComparer.OrdinalIgnoreCase);
        Volatile.Write(ref _places, places);
    }

    private readonly record struct Place(int Port, ModelName Model);
}
