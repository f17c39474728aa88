using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models;

/// <summary>
/// What a supervisor knows of its model: what is wanted, and every incarnation that has not ended. Decides nothing about
/// when: that is <see cref="TransitionPolicy"/>'s. Owned by the supervisor's turn.
/// </summary>
internal sealed class ModelBook(ModelWish wish)
{
    private readonly List<Incarnation> _incarnations = [];
    private bool _isAskedFor;

    internal AspiredModel Aspired { get; private set; } = wish.Model;

    /// <summary>True after an explicit unload: requests do not bring the model back.</summary>
    internal bool IsUnloaded { get; private set; } = wish.IsUnloaded;

    /// <summary>False after an explicit unload, and for a lazy model that nobody asked for: nothing is wanted then.</summary>
    internal bool IsActive => !IsUnloaded && (_isAskedFor || !Aspired.Options.Lazy);

    /// <summary>True while the first request for a lazy model would load it.</summary>
    internal bool IsDormant => !IsUnloaded && !IsActive && Aspired.Found.Count > 0;

    /// <summary>True when every wanted version is available or has failed, whatever is still leaving.</summary>
    internal bool IsSettled => _incarnations.TrueForAll(item =>
        !item.IsAspired || item.State is ServableState.Available or ServableState.Failed);

    internal IReadOnlyList<Incarnation> Incarnations => _incarnations;

    internal Incarnation? Find(int number) => _incarnations.Find(item => item.Number == number);

    internal void Remove(Incarnation item) => _incarnations.Remove(item);

    internal TransitionStep? NextStep() =>
        TransitionPolicy.Next([.. _incarnations.Select(item => item.Status)], Aspired.Options.PreserveResources);

    /// <summary>Makes the model wanted, by a request or an explicit load.</summary>
    internal void AskFor()
    {
        IsUnloaded = false;
        _isAskedFor = true;
    }

    internal void Unload()
    {
        IsUnloaded = true;
        _isAskedFor = false;
    }

    /// <summary>Takes what the model's history says of an explicit unload.</summary>
    internal void Restore(bool isUnloaded) => IsUnloaded = isUnloaded;

    /// <summary>Takes a new wanted state: marks what is wanted, adds what is new.</summary>
    internal void SetAspired(AspiredModel model)
    {
        _isAskedFor |= IsActive; // what serves stays when its settings make it lazy
        Aspired = model;
        var versions = IsActive ? model.Options.VersionPolicy.Select(model.Found.Select(found => found.Version)) : [];
        foreach (var item in _incarnations)
            item.IsAspired = false;
        foreach (var artefact in model.Found.Where(found => versions.Contains(found.Version)))
            Aspire(artefact);
    }

    /// <summary>Why a load did not do what was asked; empty if it did.</summary>
    internal string LoadProblem()
    {
        if (IsUnloaded)
            return "it was unloaded again meanwhile";
        if (Aspired is { Found.Count: 0, Problem: null })
            return "the repository holds no version of it";
        var failed = _incarnations.Where(item => item is { IsAspired: true, State: ServableState.Failed });
        var problems = failed.Select(item => $"version {item.Id.Version}: {item.Reason}");
        if (Aspired.Problem is { } problem)
            problems = problems.Prepend(problem);
        else if (!_incarnations.Exists(item => item.IsAspired))
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
        return new ModelRoutes(
            new ModelView(Aspired.Name, [.. views.Concat(rest).OrderByDescending(view => view.Id.Version)], Aspired.Problem, Aspired.Options.Required && !IsUnloaded),
            [.. available.Select(item => item.Servable!)],
            IsDormant || (Aspired.Options.Lazy && !IsSettled) ? activate : null);
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
        var same = _incarnations.Find(item =>
            !item.IsRetiring && item.Artefact == artefact && !ModelOptionsChange.NeedsReload(item.Wanted.Options, Aspired.Options));
        if (same is not null)
            same.IsAspired = true;
        else
            _incarnations.Add(new Incarnation(wish.NextIncarnation(), artefact, Aspired));
    }

    private ServableView NotServed(Artefact found) => new(
        new(Aspired.Name, found.Version),
        ServableState.Ended,
        IsUnloaded ? "unloaded" : IsActive ? "not wanted by the version policy" : "loaded at the first request",
        null,
        "",
        "",
        0,
        Aspired.Options)
    { Artefact = found };
}
