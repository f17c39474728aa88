namespace ModelCluster.Node.Probe;

/// <summary>
/// Tries files out, a few at a time. Starting a process costs more than trying a small file out, so a process whose file
/// did no harm is kept for the next one, for some seconds. Code always gets a process of its own, since it may leave anything
/// behind in one. Thread-safe.
/// </summary>
/// <param name="program">What to start.</param>
/// <param name="arguments">With what.</param>
/// <param name="atOnce">Files at a time, those that take long not counted.</param>
/// <param name="time">Time.</param>
internal sealed class ProbePool(string program, IReadOnlyList<string> arguments, int atOnce, TimeProvider time) : IAsyncDisposable
{
    /// <summary>One that takes longer makes room for the next: a file that hangs is not to keep others from being loaded.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(3);

    /// <summary>How long a process waits for its next file.</summary>
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(5);

    /// <summary>A process that has come to hold more than this is not kept.</summary>
    private const long MaxIdleBytes = 256L << 20;

    /// <summary>Processes at most, those that take long included, beyond <c>atOnce</c>.</summary>
    private const int MaxLong = 8;

    private readonly SemaphoreSlim _places = new(atOnce + MaxLong);
    private readonly SemaphoreSlim _turns = new(atOnce);
    private readonly Lock _lock = new();
    private readonly Dictionary<ProbeProcess, ITimer> _idle = [];
    private bool _isDisposed;

    /// <summary>Tries a file out when its turn comes.</summary>
    /// <exception cref="ProbeUnavailableException">No process can be started.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal async Task<ProbeVerdict> TryAsync(ProbeRequest request, ProbeBounds bounds, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        try
        {
            await _turns.WaitAsync(cancellation);
            var turn = new Turn(_turns);
            await using var timer = time.CreateTimer(_ => turn.End(), state: null, Long, System.Threading.Timeout.InfiniteTimeSpan);
            try
            {
                return await TryInTurnAsync(request, bounds, cancellation);
            }
            finally
            {
                turn.End();
            }
        }
        finally
        {
            _places.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<ProbeProcess> idle;
        lock (_lock)
        {
            _isDisposed = true;
            idle = [.. _idle.Keys];
        }

        foreach (var process in idle)
            await EndIdleAsync(process);
    }

    /// <summary>What an earlier file may have done to the process is not held against this one: only a fresh process counts.</summary>
    private async Task<ProbeVerdict> TryInTurnAsync(ProbeRequest request, ProbeBounds bounds, CancellationToken cancellation)
    {
        if (request.Code is null && TakeIdle() is { } used)
        {
            var verdict = await TryInAsync(used, request, bounds, cancellation);
            if (verdict.Outcome is not (ProbeOutcome.Crashed or ProbeOutcome.OutOfMemory))
                return verdict;
        }

        return await TryInAsync(ProbeProcess.Start(program, arguments), request, bounds, cancellation);
    }

    private async Task<ProbeVerdict> TryInAsync(ProbeProcess process, ProbeRequest request, ProbeBounds bounds, CancellationToken cancellation)
    {
        var isKept = false;
        try
        {
            var verdict = await process.TryAsync(request, bounds, time, cancellation);
            isKept = request.Code is null && verdict.Outcome is (ProbeOutcome.Passed or ProbeOutcome.Refused)
                && process.ResidentBytes is > 0 and <= MaxIdleBytes && Keep(process);
            return verdict;
        }
        finally
        {
            if (!isKept)
                await process.DisposeAsync();
        }
    }

    private bool Keep(ProbeProcess process)
    {
        lock (_lock)
        {
            if (_isDisposed)
                return false;
            _idle.Add(process, time.CreateTimer(_ => _ = EndIdleAsync(process), state: null, IdleTime, System.Threading.Timeout.InfiniteTimeSpan));
            return true;
        }
    }

    private ProbeProcess? TakeIdle()
    {
        lock (_lock)
            return _idle.Keys.FirstOrDefault() is { } process && TryTake(process) ? process : null;
    }

    private async Task EndIdleAsync(ProbeProcess process)
    {
        bool isOurs;
        lock (_lock)
            isOurs = TryTake(process);
        if (isOurs)
            await process.DisposeAsync();
    }

    /// <summary>Only under the lock: who takes a process from the idle ones has it.</summary>
    private bool TryTake(ProbeProcess process)
    {
        if (!_idle.Remove(process, out var timer))
            return false;
        timer.Dispose();
        return true;
    }

    /// <summary>A turn, which ends once.</summary>
    private sealed class Turn(SemaphoreSlim turns)
    {
        private int _hasEnded;

        internal void End()
        {
            if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
                turns.Release();
        }
    }
}
