using ModelCluster.Actors.Kernel.Asking;
using ModelCluster.Actors.Kernel.Cells;

namespace ModelCluster.Actors.Kernel;

/// <summary>
/// A tree of actors in this process under one guardian, <c>/user</c>, with one clock and one place to report to. Thread safe.
/// Read docs/actor-kernel.md first.
/// </summary>
/// <remarks>An escalation that reaches the guardian stops the whole tree; see <see cref="Terminated"/>.</remarks>
public sealed class ActorSystem : IAsyncDisposable
{
    private readonly ActorCell _guardian;
    private readonly ActorSystemOptions _options;

    /// <summary>Starts an empty system.</summary>
    /// <param name="events">Where failures and dead letters are reported.</param>
    /// <param name="time">The clock for timers, timeouts and backoffs; null for the system's.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    public ActorSystem(IActorEvents events, TimeProvider? time = null, ActorSystemOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        (Events, Time, _options) = (events, time ?? TimeProvider.System, options ?? new ActorSystemOptions());
        Asks = new AskPools(Time);
        Shutdown = new CoordinatedShutdown(this);
        var props = Props.Create(static () => new Guardian()).WithStrategy(_options.GuardianStrategy);
        _guardian = new ActorCell<Guardian.Nothing>(this, parent: null, ActorPath.Root("user"), props);
        _guardian.PostSystem(new SystemMessage.Start());
    }

    /// <summary>The clock of all actors.</summary>
    public TimeProvider Time { get; }

    /// <summary>Where the system reports to.</summary>
    public IActorEvents Events { get; }

    /// <summary>The orderly stop in phases.</summary>
    public CoordinatedShutdown Shutdown { get; }

    /// <summary>Completes, never fails, once every actor has stopped.</summary>
    public Task Terminated => _guardian.Terminated;

    internal AskPools Asks { get; }

    /// <summary>Starts a top-level actor, <c>/user/name</c>.</summary>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    /// <exception cref="InvalidOperationException">The name is taken, or the system is stopping.</exception>
    public ActorRef<T> Spawn<T>(Props<T> props, string? name = null)
        where T : notnull => _guardian.Spawn(props, name);

    /// <summary>Asks an actor to stop; <see cref="ActorRef.Terminated"/> tells when it has. Messages that wait become dead letters.</summary>
    public void Stop(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!ReferenceEquals(actor.Cell.System, this)) throw new ArgumentException($"{actor} belongs to another actor system.", nameof(actor));
        actor.Cell.RequestStop();
    }

    /// <summary>The living actor at a path such as <c>/user/models/digits</c>; null when there is none.</summary>
    public ActorRef? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var parts = path.Split('/');
        if (parts is not ["", "user", ..]) return null;
        var cell = _guardian;
        foreach (var name in parts.AsSpan(2))
        {
            if (cell.Children.Find(name) is not { } child) return null;
            cell = child;
        }

        return cell.Ref;
    }

    /// <summary>Every living actor, parents before children, the guardian first. A cheap snapshot, not one single moment.</summary>
    public IReadOnlyList<ActorStats> Inspect()
    {
        var stats = new List<ActorStats>();
        var open = new Stack<ActorCell>([_guardian]);
        while (open.TryPop(out var cell))
        {
            stats.Add(cell.Inspect());
            foreach (var child in cell.Children.Snapshot()) open.Push(child);
        }

        return stats;
    }

    /// <summary>Runs the coordinated shutdown with the budget of the options.</summary>
    public async ValueTask DisposeAsync() => await Shutdown.RunAsync(_options.ShutdownBudget);

    internal void StopAll() => _guardian.RequestStop();
}
