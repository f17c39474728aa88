using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Repository.Amms.Remote;

/// <summary>
/// Keeps a folder of this machine in step with a remote one, on tasks of its own: at an interval, or when told to. What was
/// fetched stays served while the remote place is away; it is tried again ever more slowly, up to <see cref="LongestWait"/>.
/// Thread-safe.
/// </summary>
internal sealed partial class Mirror : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly string _name;
    private readonly IArtefactStore _store;
    private readonly MirrorFolder _folder;
    private readonly TimeSpan _interval;
    private readonly Action _changed;
    private readonly ILogger _logger;
    private readonly LookTimer _timer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Task _running;
    private List<TaskCompletionSource> _waiting = [];
    private volatile IReadOnlyList<ServablesEntry> _entries;
    private volatile Trouble _trouble = Trouble.None;
    private int _failures;

    /// <summary>Starts at once.</summary>
    /// <param name="name">What messages call the remote place.</param>
    /// <param name="store">The remote place; disposed with this.</param>
    /// <param name="folder">The folder, with what keeps it in step.</param>
    /// <param name="entries">What is wanted of it.</param>
    /// <param name="interval">From one look to the next.</param>
    /// <param name="time">The clock.</param>
    /// <param name="changed">Called, on a thread of the pool, when the folder or the trouble changed, and after the first look.</param>
    /// <param name="logger">Where trouble is told.</param>
    public Mirror(
        string name,
        IArtefactStore store,
        MirrorFolder folder,
        IReadOnlyList<ServablesEntry> entries,
        TimeSpan interval,
        TimeProvider time,
        Action changed,
        ILogger logger)
    {
        (_name, _store, _folder, _entries, _interval, _changed, _logger) = (name, store, folder, entries, interval, changed, logger);
        _timer = new LookTimer(time);
        _timer.LookNow();
        _running = Task.Run(RunAsync);
    }

    /// <summary>True once the remote place was asked, whatever came of it.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>Says what is wanted from now on.</summary>
    public void Want(IReadOnlyList<ServablesEntry> entries)
    {
        if (_entries.SequenceEqual(entries))
            return;
        _entries = entries;
        _timer.LookNow();
    }

    /// <summary>Why something may be missing of a model; null when nothing is.</summary>
    public string? ProblemOf(ModelName model) => _trouble.All ?? _trouble.Models.GetValueOrDefault(model);

    /// <summary>Asks the remote place now; completes when what it has was fetched, or could not be.</summary>
    public Task RefreshAsync(CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _waiting.Add(done);
        _timer.LookNow();
        return done.Task.WaitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _timer.Dispose();
        _store.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _timer.WaitAsync(_stop.Token);
                var waiting = TakeWaiting();
                await SyncAsync();
                waiting.ForEach(done => done.TrySetResult());
                var wait = _interval * Math.Pow(2, Math.Min(_failures, 16));
                _timer.LookWithin(wait < LongestWait ? wait : LongestWait);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            TakeWaiting().ForEach(done => done.TrySetResult());
        }
    }

    private async Task SyncAsync()
    {
        var (trouble, isChanged) = (Trouble.None, !IsAsked);
        try
        {
            var (changed, problems) = await _folder.SyncAsync(_entries, _stop.Token);
            trouble = new Trouble(null, problems.ToDictionary(problem => problem.Key, problem => $"{_name}: {problem.Value}; it is tried again"));
            isChanged |= changed;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            trouble = new Trouble($"{e.Message}; what was fetched stays served, and it is tried again", Trouble.None.Models);
        }

        _failures = trouble.Text.Length == 0 ? 0 : _failures + 1;
        IsAsked = true;
        if (trouble.Text != _trouble.Text)
        {
            if (trouble.Text.Length > 0)
                LogTrouble(trouble.Text);
            else
                LogBack(_name);
            isChanged = true;
        }

        _trouble = trouble;
        if (isChanged)
            _changed();
    }

    private List<TaskCompletionSource> TakeWaiting()
    {
        lock (_lock)
        {
            var waiting = _waiting;
            _waiting = [];
            return waiting;
        }
    }

    /// <summary>What is wrong with the place as a whole, or with single models.</summary>
    private sealed record Trouble(string? All, IReadOnlyDictionary<ModelName, string> Models)
    {
        public static Trouble None { get; } = new(null, new Dictionary<ModelName, string>());

        public string Text { get; } = All ?? string.Join("; ", Models.Values);
    }
}
