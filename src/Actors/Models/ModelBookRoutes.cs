using System.Collections.Frozen;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models;

/// <summary>Makes of a supervisor's book what requests and queries are to see now. Changes nothing.</summary>
internal static class ModelBookRoutes
{
    internal static ModelRoutes Routes(this ModelBook book, Action activate)
    {
        var byVersion = book.Incarnations.GroupBy(item => item.Id.Version).OrderByDescending(version => version.Key).ToList();
        var serving = byVersion.Where(version => book.HoldOf(version.Key) != OperatorHold.Drained).SelectMany(Serving).ToList();
        var views = byVersion.Select(version => View(book, [.. version], serving));
        var rest = book.Aspired.Found.Where(found => byVersion.TrueForAll(version => version.Key != found.Version)).Select(found => NotServed(book, found));
        var view = new ModelView(
            book.Name,
            [.. views.Concat(rest).OrderByDescending(view => view.Id.Version)],
            book.Aspired.Problem,
            book.Aspired.Options.Required && !book.IsUnloaded);
        return new ModelRoutes(
            view,
            [.. serving.Select(item => item.Servable!)],
            ActivationOf(book, activate))
        {
            Labels = book.Intent.Labels.ToFrozenDictionary(StringComparer.Ordinal),
            Traffic = TrafficOf(book, serving),
            IsWithdrawn = book.IsUnloaded || book.Aspired.Found.Count == 0 || byVersion.Exists(version => book.HoldOf(version.Key) == OperatorHold.Drained),
        };
    }

    /// <summary>What a request does that finds no replica: it wakes a lazy model, it waits for what takes a lost one's place, or, null, it fails.</summary>
    private static Action? ActivationOf(ModelBook book, Action activate)
    {
        if (book.IsDormant || (book.Aspired.Options.Lazy && !book.IsSettled))
            return activate;
        return book.IsRecovering ? static () => { } : null;
    }

    /// <summary>The replicas that requests for a version go to: the newest generation once all of it has settled, till then the one before.</summary>
    private static IEnumerable<Incarnation> Serving(IEnumerable<Incarnation> version)
    {
        var generations = version.GroupBy(item => item.Generation).OrderByDescending(generation => generation.Key)
            .Where(generation => generation.Any(item => item.State == ServableState.Available)).ToList();
        var serving = generations.Find(generation => !generation.Any(item => item.IsOnItsWay)) ?? generations.FirstOrDefault();
        return serving?.Where(item => item.State == ServableState.Available) ?? [];
    }

    /// <summary>A pin puts the traffic plan out of force; until the pinned version is there, what is there serves.</summary>
    private static TrafficPlan TrafficOf(ModelBook book, List<Incarnation> serving)
    {
        if (book.Intent.Pinned is not { } pinned)
            return book.Intent.Traffic;
        return serving.Exists(item => item.Id.Version == pinned) ? new TrafficPlan { Shares = [new TrafficShare(pinned, 1)] } : TrafficPlan.Newest;
    }

    private static ServableView View(ModelBook book, List<Incarnation> version, List<Incarnation> serving)
    {
        var lead = version.OrderBy(item => item.State != ServableState.Available).ThenByDescending(item => item.Number).First();
        var replicas = version.Where(item => item.Generation == lead.Generation).OrderBy(item => item.Number).ToList();
        var replacement = version.FindLast(item => item.Generation > lead.Generation);
        var hold = book.HoldOf(lead.Id.Version);
        var view = lead.IsAspired ? WithWhatNeedsNoReload(book, lead.View) : lead.View;
        return view with
        {
            Hold = hold,
            Reason = lead.State != ServableState.Available ? lead.Reason : string.Join("; ", Reasons(hold, replicas, replacement)),
            DesiredReplicas = book.Aspired.Options.Replicas,
            Replicas = [.. replicas.Select(item => new ReplicaView(item.Number, item.State, item.Reason) { Node = item.Node, TakesRequests = serving.Contains(item) })],
        };
    }

    /// <summary>What endpoints heed counts at once, also for a servable that was loaded with other settings.</summary>
    private static ServableView WithWhatNeedsNoReload(ModelBook book, ServableView view) => view with
    {
        Options = view.Options with { Adapter = book.Aspired.Options.Adapter, Image = book.Aspired.Options.Image },
        Samples = book.Aspired.Samples,
    };

    private static IEnumerable<string> Reasons(OperatorHold? hold, List<Incarnation> replicas, Incarnation? replacement)
    {
        if (hold is OperatorHold.Paused)
            yield return "paused by an operator: requests wait until it is resumed";
        if (hold is OperatorHold.Drained)
            yield return "drained by an operator: it takes no requests until it is resumed";
        if (replacement is { State: ServableState.Failed })
            yield return $"its replacement failed: {replacement.Reason}";
        if (replicas.FindAll(item => item.State == ServableState.Failed) is { Count: > 0 } failed)
            yield return $"{failed.Count} of {replicas.Count} replicas failed: {failed[0].Reason}";
    }

    private static ServableView NotServed(ModelBook book, Artefact found) => new(
        new(book.Name, found.Version),
        ServableState.Ended,
        WhyNotServed(book, found.Version),
        null,
        "",
        "",
        0,
        book.Aspired.Options)
    { Artefact = found, Hold = book.HoldOf(found.Version) };

    private static string WhyNotServed(ModelBook book, ModelVersion version)
    {
        if (book.IsUnloaded)
            return "unloaded";
        if (book.HoldOf(version) == OperatorHold.Unloaded)
            return "unloaded by an operator";
        if (book.Intent.Pinned is { } pinned && pinned != version)
            return $"version {pinned} is pinned";
        return book.IsActive ? "not wanted by the version policy" : "loaded at the first request";
    }
}
