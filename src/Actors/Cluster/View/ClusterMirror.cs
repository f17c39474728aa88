using ModelCluster.Contracts.Coordination;

namespace ModelCluster.Actors.Cluster.View;

/// <summary>
/// This node's copy of what the cluster agrees on, kept up to date by one watch. Requests and questions are answered from it:
/// nobody waits for the lighthouse. Thread-safe; <see cref="RunAsync"/> runs once.
/// </summary>
/// <param name="store">What to mirror.</param>
/// <param name="time">Time, for trying again.</param>
/// <param name="log">What operators read.</param>
public sealed class ClusterMirror(ICoordinationStore store, TimeProvider time, ClusterLog log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly ViewFold _fold = new(bad => log.UnreadableRecord(bad.Message));
    private readonly Lock _lock = new();
    private readonly List<(long Revision, TaskCompletionSource Seen)> _waiting = [];
    private IClusterObserver[] _observers = [];
    private ClusterView _view = ClusterView.Unknown;
    private CancellationTokenSource? _watching;
    private long _heardAt = time.GetTimestamp();

    /// <summary>What is known now.</summary>
    public ClusterView View => Volatile.Read(ref _view);

    /// <summary>How long ago the lighthouse last told of a change.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _heardAt));

    /// <summary>Tells another observer of all changes from now on, after those that were there before. Before <see cref="RunAsync"/>.</summary>
    public void Subscribe(IClusterObserver observer) => _observers = [.. _observers, observer];

    /// <summary>Reads everything, then follows every change until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                Volatile.Write(ref _watching, watching);
                var all = await store.ReadAsync("", watching.Token);
                Take(_fold.Of(all), ClusterChanges.Whole);
                await foreach (var happened in store.WatchAsync("", all.Revision, watching.Token))
                {
                    var changes = new ClusterChanges(IsWhole: false);
                    Take(_fold.After(_view, happened, changes), changes);
                }
            }
            catch (CompactedException)
            {
                log.ReadAnew();
            }
            catch (CoordinationException away)
            {
                log.LighthouseAway(away.Message);
                await Task.Delay(Pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                continue; // it ends, or reads anew
            }
        }
    }

    /// <summary>Reads everything again: the lighthouse may have lost what it had, and a watch on what it will have says nothing of that.</summary>
    public void ReadAnew()
    {
        try
        {
            Volatile.Read(ref _watching)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            return; // it is about to
        }
    }

    /// <summary>Completes when all changes up to a revision were seen and told.</summary>
    /// <param name="revision">Of the lighthouse.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task WhenSeenAsync(long revision, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_view.Revision >= revision)
                return Task.CompletedTask;
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((revision, seen));
            return seen.Task.WaitAsync(cancellation);
        }
    }

    private void Take(ClusterView view, ClusterChanges changes)
    {
        Volatile.Write(ref _heardAt, time.GetTimestamp());
        Volatile.Write(ref _view, view);
        foreach (var observer in _observers)
            observer.OnChange(view, changes);
        lock (_lock)
        {
            foreach (var (_, seen) in _waiting.Where(waiting => waiting.Revision <= view.Revision))
                seen.TrySetResult();
            _waiting.RemoveAll(waiting => waiting.Revision <= view.Revision);
        }
    }
}
