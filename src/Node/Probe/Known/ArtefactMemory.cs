using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Diagnostics;
using static ModelCluster.Node.Probe.Known.ArtefactEvents;

namespace ModelCluster.Node.Probe.Known;

/// <summary>
/// Remembers which model files did no harm: for this process at once, in the journal soon after. While the journal is away,
/// what it holds counts as unknown, and files are tried out again. Thread-safe.
/// </summary>
internal sealed partial class ArtefactMemory
{
    /// <summary>How long the first file waits for the journal.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<ArtefactPassed> _beforeOpened = [];
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ActorRef<ArtefactPassed> _history;
    private KnownArtefacts _known = KnownArtefacts.Nothing;
    private bool _hasWaited;

    public ArtefactMemory(ActorSystem system, IJournal journal, TimeProvider time, ILogger<ArtefactMemory> logger, string id = ArtefactHistoryActor.Id)
    {
        _time = time;
        _logger = logger;
        var sourcing = new EventSourcing<KnownArtefacts, IArtefactEvent>(journal, Codec, KnownArtefacts.Codec);
        _history = system.Spawn(
            Props.Create<ArtefactPassed>(() => new ArtefactHistoryActor(id, sourcing, OnRecovered, OnRefused)), ArtefactHistoryActor.Id);
    }

    /// <summary>What is known now, with what the journal holds if that could be read by now.</summary>
    internal async ValueTask<KnownArtefacts> ReadAsync(CancellationToken cancellation)
    {
        if (!Volatile.Read(ref _hasWaited))
        {
            await Task.WhenAny(_opened.Task, Task.Delay(Patience, _time, cancellation));
            cancellation.ThrowIfCancellationRequested();
            if (!Interlocked.Exchange(ref _hasWaited, true) && !_opened.Task.IsCompleted)
                LogNotRead();
        }

        return Volatile.Read(ref _known);
    }

    internal void Remember(ArtefactPassed passed)
    {
        lock (_lock)
        {
            _known = _known.After(passed);
            if (!_opened.Task.IsCompleted)
                _beforeOpened.Add(passed);
        }

        _history.Tell(passed);
    }

    /// <summary>Comes again when the history turns out to have grown: what was remembered meanwhile is in it, or on its way.</summary>
    private void OnRecovered(KnownArtefacts recovered)
    {
        lock (_lock)
        {
            _known = _opened.Task.IsCompleted ? _known : _beforeOpened.Aggregate(recovered, (known, passed) => known.After(passed));
            _opened.TrySetResult();
            _beforeOpened.Clear();
        }
    }

    private void OnRefused(ArtefactPassed passed, string reason) => LogNotWritten(passed.File, reason);

    [LoggerMessage(EventIds.ProbeNotRead, LogLevel.Warning,
        "the journal does not say yet which model files did no harm: all are tried out again before they are loaded")]
    private partial void LogNotRead();

    [LoggerMessage(EventIds.ProbeNotWritten, LogLevel.Warning, "{File} will be tried out again after the next start: {Reason}")]
    private partial void LogNotWritten(string file, string reason);
}
