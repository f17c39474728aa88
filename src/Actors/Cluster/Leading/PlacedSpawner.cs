using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Models.Spawning;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Cluster.Leading;

/// <summary>Replicas on whichever nodes the placement chooses. Thread-safe.</summary>
/// <param name="parts">What their actors work with.</param>
internal sealed class PlacedSpawner(PlacedParts parts) : IServableSpawner
{
    /// <inheritdoc/>
    public FoundReplicas Find(AspiredModel model)
    {
        var view = parts.View;
        var ordered = view.Placements.GetValueOrDefault(model.Name)?.Values ?? [];
        var held = view.Servables.GetValueOrDefault(model.Name);
        var found = new Dictionary<int, FoundReplica>();
        foreach (var order in ordered.Where(order => !order.IsRetiring))
        {
            if (Found(model, order.Number, order.Generation, order.Artefact, order.SpecDigest, order.Version, held?.GetValueOrDefault(order.Number)) is { } one)
                found[order.Number] = one;
        }

        // a lighthouse that was lost holds no orders, but the nodes hold what they were told to hold
        foreach (var (number, servable) in held?.Where(pair => ordered.All(order => order.Number != pair.Key)) ?? [])
        {
            var record = servable.Record;
            if (record.State is not (ServableState.Draining or ServableState.Unloading or ServableState.Ended)
                && Found(model, number, record.Generation, record.Artefact, record.SpecDigest, record.Version, servable) is { } one)
                found[number] = one;
        }

        var last = Math.Max(view.Models.GetValueOrDefault(model.Name)?.LastNumber ?? 0, Math.Max(found.Keys.DefaultIfEmpty().Max(), held?.Keys.DefaultIfEmpty().Max() ?? 0));
        return new FoundReplicas([.. found.Values.OrderBy(one => one.Number)], last);
    }

    /// <inheritdoc/>
    public Props<IServableMessage> Props(ServableOrder order, ActorRef<ServableProtocol.Observed> supervisor) =>
        Kernel.Props.Create<IServableMessage>(() => new PlacedServable(order, parts, supervisor));

    /// <summary>Null if its settings are lost: then it is placed anew.</summary>
    private FoundReplica? Found(
        AspiredModel model, int number, int generation, ArtefactRecord artefact, string digest, Contracts.Ids.ModelVersion version, HeldServable? held)
    {
        var settings = SettingsOf(model, digest);
        if (settings is null)
            return null;
        var here = model.Found.FirstOrDefault(found => found.Version == version);
        var file = here is not null && IsSame(here, artefact) ? here : artefact.ToArtefact(version);
        var state = held?.Record.State ?? ServableState.Loading;
        var wanted = settings with { Found = [file] };
        var replica = held is { Record.State: ServableState.Available }
            ? parts.ReplicaOf(new ReplicaKey(model.Name, number), held, wanted, static _ => { })
            : null;
        if (state == ServableState.Available && replica is null)
            state = ServableState.Loading;
        return new FoundReplica(number, generation, file, wanted, state, held?.Record.Reason ?? "", replica) { Node = held?.Node, WasServing = WasServing(model.Name, number) };
    }

    private bool WasServing(Contracts.Ids.ModelName model, int number) => parts.View.Models.GetValueOrDefault(model)?.Versions
        .Any(version => version.Replicas.Any(replica => replica.Number == number && replica.TakesRequests)) is true;

    private AspiredModel? SettingsOf(AspiredModel model, string digest)
    {
        if (parts.View.Specs.TryGetValue(new SpecKey(model.Name, digest), out var spec))
            return model with { Options = spec.Options, Samples = spec.Samples };
        return SpecDigest.Of(SpecRecord.Of(model.Options, model.Samples)) == digest ? model : null;
    }

    private bool IsSame(Artefact here, ArtefactRecord there) =>
        here.Stamp == there.Stamp && here.Path == there.Path
        || (there.Sha256 is { } sha && parts.Sha256Of(here) == sha);
}
