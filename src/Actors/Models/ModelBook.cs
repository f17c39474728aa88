using System.Text.Json;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models;

/// <summary>
/// What a supervisor knows of its model: what is wanted, and every incarnation that has not ended. Decides nothing about
/// when: that is <see cref="TransitionPolicy"/>'s. Owned by the supervisor's turn.
/// </summary>
internal sealed class ModelBook(AspiredModel aspired)
{
    private readonly List<Incarnation> _incarnations = [];
    private int _lastNumber;

    internal AspiredModel Aspired { get; private set; } = aspired;

    /// <summary>False after an explicit unload, and for a lazy model that nobody asked for: nothing is wanted then.</summary>
    internal bool IsActive { get; set; } = !aspired.Options.Lazy;

    /// <summary>True after an explicit unload: requests do not bring it back.</summary>
    internal bool IsUnloaded { get; set; }

    internal IReadOnlyList<Incarnation> Incarnations => _incarnations;

    internal Incarnation? Find(int number) => _incarnations.Find(item => item.Number == number);

    internal TransitionStep? NextStep() =>
        TransitionPolicy.Next([.. _incarnations.Select(item => item.Status)], Aspired.Options.PreserveResources);

    /// <summary>Takes a new wanted state: marks what is wanted, adds what is new.</summary>
    internal void SetAspired(AspiredModel model)
    {
        Aspired = model;
        var versions = IsActive ? model.Options.VersionPolicy.Select(model.Found.Select(found => found.Version)) : [];
        foreach (var item in _incarnations)
            item.IsAspired = false;
        foreach (var artefact in model.Found.Where(found => versions.Contains(found.Version)))
            Aspire(artefact);
    }

    internal void Remove(Incarnation item) => _incarnations.Remove(item);

    /// <summary>True when nothing is on its way: every wanted version is available or has failed, and nothing is leaving.</summary>
    internal bool IsSettled => _incarnations.TrueForAll(item =>
        !item.IsRetiring && (!item.IsAspired || item.State is ServableState.Available or ServableState.Failed));

    /// <summary>Why a load did not do what was asked; empty if it did.</summary>
    internal string LoadProblem()
    {
        var failed = _incarnations.Where(item => item is { IsAspired: true, State: ServableState.Failed });
        var problems = failed.Select(item => $"version {item.Id.Version}: {item.Reason}");
        if (Aspired.Problem is { } problem)
            problems = problems.Prepend(problem);
        if (!_incarnations.Exists(item => item.IsAspired) && Aspired.Problem is null)
            problems = problems.Append($"no version matches its version policy; found: {string.Join(", ", Aspired.Found.Select(found => found.Version))}");
        return string.Join("; ", problems);
    }

    /// <summary>What requests and queries are to see now.</summary>
    internal ModelRoutes Routes(Action activate)
    {
        var newest = _incarnations.OrderByDescending(item => item.Id.Version).ThenByDescending(item => item.Number).ToList();
        var available = newest.Where(item => item.State == ServableState.Available).DistinctBy(item => item.Id.Version);
        var views = newest.OrderBy(item => item.State != ServableState.Available).DistinctBy(item => item.Id.Version).Select(ViewOf);
        var rest = Aspired.Found.Where(found => newest.TrueForAll(item => item.Id.Version != found.Version)).Select(NotServed);
        var isDormant = !IsActive && !IsUnloaded && Aspired.Options.Lazy && Aspired.Found.Count > 0;
        return new ModelRoutes(
            new ModelView(Aspired.Name, [.. views.Concat(rest).OrderByDescending(view => view.Id.Version)], Aspired.Problem, Aspired.Options.Required && !IsUnloaded),
            [.. available.Select(item => item.Servable!)],
            isDormant || (Aspired.Options.Lazy && !IsSettled) ? activate : null);
    }

    private ServableView ViewOf(Incarnation item)
    {
        var replacement = _incarnations.FindLast(other => other.Id == item.Id && other.Number > item.Number);
        return replacement is { State: ServableState.Failed } && item.State == ServableState.Available
            ? item.View with { Reason = $"its replacement failed: {replacement.Reason}" }
            : item.View;
    }

    private void Aspire(Artefact artefact)
    {
        var fingerprint = Fingerprint(artefact);
        var same = _incarnations.Find(item =>
            item.Fingerprint == fingerprint && item.State is not (ServableState.Draining or ServableState.Unloading) && !item.IsRetiring);
        if (same is not null)
            same.IsAspired = true;
        else
            _incarnations.Add(new Incarnation(++_lastNumber, artefact, Aspired, fingerprint));
    }

    /// <summary>The file and the settings that matter to a loaded servable: changing the version policy alone reloads nothing.</summary>
    private string Fingerprint(Artefact artefact) =>
        $"{artefact.Version}|{artefact.Path}|{artefact.Stamp}|{JsonSerializer.Serialize(Aspired.Options with { VersionPolicy = VersionPolicy.Default })}";

    private ServableView NotServed(Artefact found) => new(
        new(Aspired.Name, found.Version),
        ServableState.Ended,
        IsUnloaded ? "unloaded" : IsActive ? "not wanted by the version policy" : "loaded at the first request",
        null,
        "",
        "",
        0,
        Aspired.Options);
}
