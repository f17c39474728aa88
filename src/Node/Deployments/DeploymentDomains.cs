using System.Collections.Frozen;
using System.Text.Json;
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

    /// <summary>Told of every change, with what <see cref="Take"/> reads. Called by the writer.</summary>
    internal Action<ReadOnlyMemory<byte>> Tell { get; set; } = static _ => { };

    /// <summary>Takes the domains that another node told.</summary>
    /// <exception cref="JsonException">They are none.</exception>
    internal void Take(ReadOnlySpan<byte> json) => Publish(JsonSerializer.Deserialize(json, DomainJson.Default.ListDomainEntry) ?? []);

    /// <summary>Takes the domains of what is served now.</summary>
    internal void Set(IEnumerable<KeyValuePair<ModelName, DeploymentSnapshot>> deployments)
    {
        List<DomainEntry> entries =
        [
            .. deployments
                .Select(pair => (Model: pair.Key, Record: pair.Value.State.Served))
                .Where(pair => pair.Record?.Settings.Domain is { Length: > 0 })
                .OrderByDescending(pair => pair.Record!.Time)
                .Select(pair => new DomainEntry(pair.Record!.Settings.Domain!, pair.Record!.Settings.Port, pair.Model.Value)),
        ];
        Publish(entries);
        Tell(JsonSerializer.SerializeToUtf8Bytes(entries, DomainJson.Default.ListDomainEntry));
    }

    /// <summary>The newest deployment of a domain first.</summary>
    private void Publish(IEnumerable<DomainEntry> entries) => Volatile.Write(ref _places, entries
        .GroupBy(entry => entry.Domain, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(
            sameDomain => sameDomain.Key,
            sameDomain => sameDomain.Select(entry => new Place(entry.Port, ModelName.Parse(entry.Model))).ToArray(),
            StringComparer.OrdinalIgnoreCase));

    private readonly record struct Place(int Port, ModelName Model);
}
