using ModelCluster.Actors.Models.Deciding;
using ModelCluster.Actors.Models.Spawning;
using ModelCluster.Actors.Serving.Mailbox;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models;

/// <summary>
/// What a supervisor knows of its model: what is wanted, and every incarnation that has not ended. Decides nothing about
/// when: that is <see cref="TransitionPolicy"/>'s. Owned by the supervisor's turn. What others see of it is made by
/// <see cref="ModelBookRoutes"/>.
/// </summary>
internal sealed class ModelBook(ModelWish wish)
{
    private readonly List<Incarnation> _incarnations = [];
    private readonly HashSet<ModelVersion> _lost = [];
    private bool _isAskedFor;

    internal ModelName Name => Aspired.Name;

    /// <summary>What the source wants, with the settings that count.</summary>
    internal AspiredModel Aspired { get; private set; } = wish.Model;

    /// <summary>What operators decided.</summary>
    internal OperatorIntent Intent { get; set; } = wish.Intent.Operator;

    /// <summary>True when the node is to end: nothing is wanted any more.</summary>
    internal bool IsStopping { get; set; } = wish.IsStopping;

    /// <summary>True after an explicit unload: requests do not bring the model back.</summary>
    internal bool IsUnloaded => Intent.IsUnloaded || IsStopping;

    /// <summary>False after an explicit unload, and for a lazy model that nobody asked for: nothing is wanted then.</summary>
    internal bool IsActive => !IsUnloaded && (_isAskedFor || !Aspired.Options.Lazy);

    /// <summary>True while the first request for a lazy model would load it.</summary>
    internal bool IsDormant => !IsUnloaded && !IsActive && Aspired.Found.Count > 0;

    /// <summary>True when every wanted version is available or has failed, whatever is still leaving.</summary>
    internal bool IsSettled => _incarnations.TrueForAll(item =>
        !item.IsAspired || item.State is ServableState.Available or ServableState.Failed);

    internal IReadOnlyList<Incarnation> Incarnations => _incarnations;

    /// <summary>The versions that are to be served, newest first, also of a lazy model that sleeps.</summary>
    internal IReadOnlyList<ModelVersion> Wanted =>
        Aspiration.Of(Aspired.Found.Select(found => found.Version), Aspired.Options.VersionPolicy, Intent);

    /// <summary>What the mailboxes of a version are to do.</summary>
    internal MailboxGate GateOf(ModelVersion version) => HoldOf(version) switch
    {
        OperatorHold.Paused => MailboxGate.Paused,
        OperatorHold.Drained => MailboxGate.Drained,
        _ => MailboxGate.Open,
    };

    /// <summary>What an operator decided about a version; null for nothing.</summary>
    internal OperatorHold? HoldOf(ModelVersion version) => Intent.Holds.TryGetValue(version, out var hold) ? hold : null;

    internal Incarnation? Find(int number) => _incarnations.Find(item => item.Number == number);

    internal void Remove(Incarnation item) => _incarnations.Remove(item);

    /// <summary>Removes a replica that was lost with its node; what is aspired in its place is marked so.</summary>
    internal void Lose(Incarnation item)
    {
        _incarnations.Remove(item);
        _lost.Add(item.Id.Version);
    }

    /// <summary>Takes over a replica that was there before the supervisor.</summary>
    internal Incarnation Adopt(FoundReplica found)
    {
        var item = new Incarnation(found.Number, found.Generation, found.Artefact, found.Wanted)
        {
            State = found.State,
            Reason = found.Reason,
            Servable = found.Replica,
            Node = found.Node,
            ReplacesLost = found is { WasServing: true, State: not ServableState.Available },
        };
        wish.Skip(found.Number);
        _incarnations.Add(item);
        return item;
    }

    /// <summary>True while a replica is on its way that takes the place of a lost one.</summary>
    internal bool IsRecovering => _incarnations.Exists(item => item is { IsAspired: true, ReplacesLost: true, IsOnItsWay: true });

    internal TransitionStep? NextStep() =>
        TransitionPolicy.Next([.. _incarnations.Select(item => item.Status)], Aspired.Options.PreserveResources);

    /// <summary>Makes the model wanted, by a request or an explicit load; an unloaded one sleeps again when it is loaded.</summary>
    internal void AskFor() => _isAskedFor = true;

    /// <summary>Takes back <see cref="AskFor"/>.</summary>
    internal void Unload() => _isAskedFor = false;

    /// <summary>Makes a new incarnation in place of one, which goes when the new one is there; false if that is none to move.</summary>
    internal bool TryMove(int number)
    {
        if (Find(number) is not { IsRetiring: false, IsStale: false } item)
            return false;
        item.IsStale = true;
        return true;
    }

    /// <summary>Makes new incarnations of a version, which replace those that are there.</summary>
    internal void Renew(ModelVersion version)
    {
        foreach (var item in _incarnations.Where(item => item.Id.Version == version))
            item.IsStale = true;
    }

    /// <summary>Takes a new wanted state: marks what is wanted, adds what is new.</summary>
    internal void SetAspired(AspiredModel model)
    {
        _isAskedFor |= IsActive; // what serves stays when its settings make it lazy
        Aspired = model;
        var versions = IsActive ? Wanted : [];
        foreach (var item in _incarnations)
            item.IsAspired = false;
        foreach (var artefact in model.Found.Where(found => versions.Contains(found.Version)))
            Aspire(artefact);
        _lost.Clear();
    }

    /// <summary>Why a load did not do what was asked; empty if it did.</summary>
    internal string LoadProblem()
    {
        if (IsUnloaded)
            return "it was unloaded again meanwhile";
        if (Aspired is { Found.Count: 0, Problem: null })
            return "the repository holds no version of it";
        var failed = _incarnations.Where(item => item is { IsAspired: true, State: ServableState.Failed }).DistinctBy(item => item.Id.Version);
        var problems = failed.Select(item => $"version {item.Id.Version}: {item.Reason}");
        if (Aspired.Problem is { } problem)
            problems = problems.Prepend(problem);
        else if (!_incarnations.Exists(item => item.IsAspired))
            problems = problems.Append(NothingWanted());
        return string.Join("; ", problems);
    }

    private string NothingWanted()
    {
        var found = string.Join(", ", Aspired.Found.Select(found => found.Version));
        return Intent.Pinned is { } pinned
            ? $"version {pinned} is pinned, but the repository does not hold it; found: {found}"
            : $"no version matches its version policy; found: {found}";
    }

    /// <summary>As many replicas as are wanted: those that serve are kept before those that do not, older ones before newer ones.</summary>
    private void Aspire(Artefact artefact)
    {
        var same = _incarnations
            .Where(item => item is { IsRetiring: false, IsStale: false } && item.Artefact == artefact && !ModelOptionsChange.NeedsReload(item.Wanted.Options, Aspired.Options))
            .OrderBy(item => item.State != ServableState.Available).ThenBy(item => item.Number)
            .ToList();
        var replicas = Aspired.Options.Replicas;
        foreach (var item in same.Take(replicas))
            item.IsAspired = true;
        var generation = same.Count > 0 ? same[0].Generation : 0;
        for (var missing = replicas - same.Count; missing > 0; missing--)
        {
            var number = wish.NextIncarnation();
            if (generation == 0)
                generation = number;
            _incarnations.Add(new Incarnation(number, generation, artefact, Aspired) { ReplacesLost = _lost.Contains(artefact.Version) });
        }
    }
}
