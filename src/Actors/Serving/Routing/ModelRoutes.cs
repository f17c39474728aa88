using System.Collections.Frozen;
using ModelCluster.Actors.Traffic;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Serving.Routing;

/// <summary>Where requests for one model go at one moment, and what there is to know of it. Immutable; replaced whole.</summary>
/// <param name="View">The model as queries see it.</param>
/// <param name="Available">Servables that take requests, newest version first; several of one version are its replicas.</param>
/// <param name="Activation">For a lazy model that is not loaded: asks for it; the routes are published again when it is there.</param>
public sealed record ModelRoutes(ModelView View, IReadOnlyList<IReplica> Available, Action? Activation)
{
    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CompiledRoutes? _compiled;

    private ModelRoutes(ModelRoutes original)
    {
        (View, Available, Activation, IsWithdrawn) = (original.View, original.Available, original.Activation, original.IsWithdrawn);
        _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously); // its own: a copy is replaced at another time
    }

    /// <summary>Versions by label, as the view shows them. A label whose version is not available serves nothing until it is.</summary>
    public FrozenDictionary<string, ModelVersion> Labels
    {
        get => View.Labels;
        init => View = View with { Labels = value };
    }

    /// <summary>How requests that name no version are shared out, as the view shows it.</summary>
    public TrafficPlan Traffic
    {
        get => View.Traffic;
        init => View = View with { Traffic = value };
    }

    /// <summary>True while nothing of the model is wanted: unloaded as a whole, or gone. A request that finds nothing is then no loss.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>Ends when these routes are no longer the newest.</summary>
    public Task Replaced => _replaced.Task;

    /// <summary>The tables that requests use. Made before the routes are published.</summary>
    internal CompiledRoutes Compiled => _compiled ?? throw new InvalidOperationException($"the routes of '{View.Name}' were not published");

    /// <summary>
    /// An available servable that will do: of the label's version; of the newest version in the range; or, where the request
    /// names none, of the version that the traffic plan gives it. Null if there is none.
    /// </summary>
    /// <param name="selector">The versions that will do.</param>
    /// <param name="stickyKey">What keeps its client on one version; null: drawn anew.</param>
    public IReplica? Find(VersionSelector selector, ulong? stickyKey = null) => Compiled.Find(selector, stickyKey);

    /// <summary>Why <see cref="Find"/> found none.</summary>
    public InferenceError WhyNot(VersionSelector selector)
    {
        if (selector.Label is { } label)
            return WhyNoLabel(label);
        var fitting = View.Versions.Where(version => selector.Accepts(version.Id.Version) && !GetsNothing(selector, version)).ToList();
        if (fitting.Count == 0 && selector.Range is not null)
            return Errors.UnknownVersion(View.Name, selector);
        var newest = fitting.FirstOrDefault();
        return Errors.NotAvailable(View.Name, newest is null ? View.Problem ?? "no version of it is loaded" : Describe(newest));
    }

    /// <summary>
    /// Counts a request that found no servable, if a change is to blame: the model has served and is wanted, and the request
    /// would do with any version, or with that of a label. Versions that are named may go as the policy says.
    /// </summary>
    internal void NoteLoss(VersionSelector selector)
    {
        var losses = Compiled.Measures.Losses;
        if (losses.HasServed && !IsWithdrawn && selector.Range is null && (selector.Label is not { } label || Labels.ContainsKey(label)))
            losses.Add();
    }

    /// <summary>Makes the tables; what is measured of the model's traffic goes on from the routes before.</summary>
    internal void Compile(ModelRoutes? before, TimeProvider time) =>
        _compiled = new CompiledRoutes(this, before?.Compiled.Measures.Under(Traffic, time) ?? TrafficMeasures.Begin(Traffic, time));

    internal void MarkReplaced() => _replaced.TrySetResult();

    private InferenceError WhyNoLabel(string label)
    {
        if (!Labels.TryGetValue(label, out var version))
            return new InferenceError(InferenceStatus.NotFound, View.UnknownLabel(label));
        var target = View.Versions.FirstOrDefault(view => view.Id.Version == version);
        var why = target is null ? $"version {version} is not in the repository" : Describe(target);
        return Errors.NotAvailable(View.Name, $"label {label} points at version {version}, and {why}");
    }

    /// <summary>True for a version that the traffic plan keeps requests from.</summary>
    private bool GetsNothing(VersionSelector selector, ServableView version) =>
        selector.Range is null && Traffic.Shares.Any(share => share.Version == version.Id.Version && share.Weight == 0);

    private static string Describe(ServableView version) => version switch
    {
        { State: ServableState.Failed } => $"version {version.Id.Version} failed to load: {version.Reason}",
        { State: ServableState.Available, TakesRequests: false } => $"version {version.Id.Version} is {version.Reason}",
        _ => $"version {version.Id.Version} is {version.State}",
    };
}
