namespace ModelCluster.Actors.Serving.Execution;

/// <summary>
/// The threads that run sessions, shared by all servables of a node; apart from the .NET thread pool, so that a model
/// which computes for seconds never keeps a socket waiting. A thread is started when all are busy, up to the limit,
/// and ends after some time without work. Thread-safe.
/// </summary>
public sealed class ExecutorThreads : IDisposable
{
    private static readonly TimeSpan DefaultIdleTime = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly Queue<IExecutorWork> _work = new();
    private readonly SemaphoreSlim _ready = new(0);
    private readonly TimeSpan _idleTime;
    private readonly string _name;
    private readonly int _limit;
    private readonly Action? _onStart;
    private int _idle;
    private int _threads;
    private bool _disposed;

    /// <param name="name">For debuggers and <c>top -H</c>.</param>
    /// <param name="limit">Threads at most, at least 1.</param>
    /// <param name="onStart">Called on each new thread, to lower its priority say; does not throw.</param>
    /// <param name="idleTime">How long a thread without work stays; null: 20 s.</param>
    public ExecutorThreads(string name, int limit, Action? onStart = null, TimeSpan? idleTime = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        _name = name;
        _limit = limit;
        _onStart = onStart;
        _idleTime = idleTime ?? DefaultIdleTime;
    }

    /// <summary>Threads that wait for work now.</summary>
    public int Idle
    {
        get
        {
            lock (_lock)
                return _idle;
        }
    }

    /// <summary>Threads that are there now, busy or idle.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _threads;
        }
    }

    /// <summary>Runs <paramref name="work"/> soon. What it throws ends the process: work answers for itself.</summary>
    public void Start(IExecutorWork work)
    {
        var startThread = false;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _work.Enqueue(work);
            if (_work.Count > _idle && _threads < _limit)
            {
                _threads++;
                startThread = true;
            }
        }

        if (startThread)
            new Thread(Run) { IsBackground = true, Name = _name }.Start();
        _ready.Release();
    }

    /// <summary>Ends the threads when they are idle; takes no more work.</summary>
    public void Dispose()
    {
        lock (_lock)
            _disposed = true;
        _ready.Release(_limit);
    }

    private void Run()
    {
        _onStart?.Invoke();
        while (TryWait(out var work))
            work.Execute();
    }

    private bool TryWait(out IExecutorWork work)
    {
        lock (_lock)
            _idle++;
        while (true)
        {
            var signalled = _ready.Wait(_idleTime);
            lock (_lock)
            {
                if (_work.TryDequeue(out work!))
                {
                    _idle--;
                    return true;
                }

                // A signal without work is one whose work a thread took that had just given up waiting.
                if (signalled && !_disposed)
                    continue;
                _idle--;
                _threads--;
                return false;
            }
        }
    }
}
