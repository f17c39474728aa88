namespace ModelCluster.Actors.Kernel;

/// <summary>
/// The orderly stop of a system: phases in ascending order, the tasks of one phase together, then all actors. One time budget
/// for the whole; a task that fails or takes too long is reported and does not hold up the rest. Thread safe.
/// </summary>
public sealed class CoordinatedShutdown
{
    private const int ActorsPhase = int.MaxValue;
    private readonly ActorSystem _system;
    private readonly Lock _lock = new();
    private readonly List<ShutdownTask> _tasks = [];
    private Task<IReadOnlyList<ShutdownResult>>? _run;

    internal CoordinatedShutdown(ActorSystem system) => _system = system;

    /// <summary>Adds a task to a phase.</summary>
    /// <param name="phase">See <see cref="ShutdownPhase"/>; below <see cref="int.MaxValue"/>.</param>
    /// <param name="name">For reports.</param>
    /// <param name="run">The work; its token is cancelled when the budget has run out.</param>
    /// <exception cref="InvalidOperationException">The shutdown has begun.</exception>
    public void AddTask(int phase, string name, Func<CancellationToken, Task> run)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(phase, ActorsPhase);
        ArgumentNullException.ThrowIfNull(run);
        lock (_lock)
        {
            if (_run is not null) throw new InvalidOperationException($"Shutdown task '{name}' came too late: the shutdown has begun.");
            _tasks.Add(new ShutdownTask(phase, name, run));
        }
    }

    /// <summary>Runs the shutdown once; further calls get the same run.</summary>
    /// <param name="budget">The time for all phases and the actors together; positive.</param>
    /// <returns>What became of each task, in order; the actors come last, as task "actors".</returns>
    public Task<IReadOnlyList<ShutdownResult>> RunAsync(TimeSpan budget)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(budget, TimeSpan.Zero);
        lock (_lock) return _run ??= Task.Run(() => RunPhasesAsync(budget));
    }

    private async Task<IReadOnlyList<ShutdownResult>> RunPhasesAsync(TimeSpan budget)
    {
        using var outOfTime = new CancellationTokenSource(budget, _system.Time);
        var results = new List<ShutdownResult>();
        foreach (var phase in _tasks.GroupBy(task => task.Phase).OrderBy(phase => phase.Key))
            results.AddRange(await Task.WhenAll(phase.Select(task => task.RunAsync(_system.Time, outOfTime.Token))));

        // told to stop even when there is no time left to wait for it
        _system.StopAll();
        var actors = new ShutdownTask(ActorsPhase, "actors", _ => _system.Terminated);
        var stopped = await actors.RunAsync(_system.Time, outOfTime.Token);
        results.Add(_system.Terminated.IsCompleted ? stopped : stopped with { Exception = StillAlive() });
        foreach (var result in results.Where(result => result.Outcome is not ShutdownOutcome.Done))
            _system.Events.ShutdownTaskFailed(result);
        return results;
    }

    private TimeoutException StillAlive() =>
        new($"Still alive when the shutdown budget ran out: {string.Join(", ", _system.Inspect().Select(actor => $"{actor.Path} ({actor.State})"))}.");
}
