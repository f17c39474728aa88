using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.TestKit.Sessions;

/// <summary>
/// A session that computes what the test says, waits at a gate that the test opens, fails when it is told to, and
/// remembers its runs. Notices use that its contract rules out. Thread-safe.
/// </summary>
public sealed class FakeSession(ModelSignature signature, FakeModel model) : IModelSession
{
    private readonly List<FakeRun> _runs = [];
    private int _runners;

    /// <summary>y = 2x for one column of FP32.</summary>
    public FakeSession()
        : this(FakeModels.OneToOne, FakeModels.Doubling)
    {
    }

    public RunGate Gate { get; } = new();

    /// <summary>What a run that would see these inputs throws instead; null lets it run.</summary>
    public Func<FakeRun, Exception?>? Fails { get; set; }

    /// <summary>False: remembers nothing, and allocates nothing.</summary>
    public bool Remembers { get; set; } = true;

    public bool IsDisposed { get; private set; }

    public ModelSignature Signature => signature;

    public string Platform => "fake";

    public string Device => "cpu";

    public long MemoryBytes => 4096;

    /// <summary>The runs so far in the order in which they began.</summary>
    public IReadOnlyList<FakeRun> Runs
    {
        get
        {
            lock (_runs)
                return [.. _runs];
        }
    }

    public IEnumerable<long> RunRows => Runs.Select(run => run.Rows);

    public ISessionRunner CreateRunner()
    {
        Interlocked.Increment(ref _runners);
        return new Runner(this);
    }

    public void Dispose()
    {
        if (IsDisposed)
            throw new InvalidOperationException("the session was disposed twice");
        if (Volatile.Read(ref _runners) != 0)
            throw new InvalidOperationException($"the session was disposed before {_runners} of its runners");
        IsDisposed = true;
    }

    private void Run(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs, CancellationToken cancellation)
    {
        var run = Remembers ? FakeRun.Of(inputs, outputs) : null;
        if (run is not null)
        {
            lock (_runs)
                _runs.Add(run);
        }

        Gate.Pass(cancellation);
        if (Fails?.Invoke(run ?? FakeRun.Of(inputs, outputs)) is { } failure)
            throw failure;
        model(inputs, outputs);
    }

    private sealed class Runner(FakeSession session) : ISessionRunner
    {
        private int _isRunning;
        private bool _isDisposed;

        public void Run(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs, CancellationToken cancellation)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (Interlocked.Exchange(ref _isRunning, 1) != 0)
                throw new InvalidOperationException("two runs at once in one runner");
            try
            {
                session.Run(inputs, outputs, cancellation);
            }
            finally
            {
                Volatile.Write(ref _isRunning, 0);
            }
        }

        public void Dispose()
        {
            if (_isDisposed)
                throw new InvalidOperationException("a runner was disposed twice");
            _isDisposed = true;
            Interlocked.Decrement(ref session._runners);
        }
    }
}
