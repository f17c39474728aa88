using System.Collections.Concurrent;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Deployments;

/// <summary>A deployment at one moment. Immutable.</summary>
/// <param name="State">What its events add up to.</param>
/// <param name="Replicas">How many replicas of what is served are wanted now; 0 when nothing is.</param>
public sealed record DeploymentSnapshot(DeploymentState State, int Replicas)
{
    /// <summary>Why its history cannot be read, so that <see cref="State"/> is what was last known; null where it can.</summary>
    public string? Problem { get; init; }
}

/// <summary>
/// What the deployments' actors last said, for whoever reads it without waiting: the source of the node's models, and queries.
/// Thread-safe.
/// </summary>
public sealed class DeploymentDirectory
{
    private readonly ConcurrentDictionary<ModelName, DeploymentSnapshot> _snapshots = new();
    private TaskCompletionSource _read = NewSignal();
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Every deployment that ever was, by name; those without records too.</summary>
    public IReadOnlyList<KeyValuePair<ModelName, DeploymentSnapshot>> All =>
        [.. _snapshots.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal)];

    /// <summary>Completes when every deployment's history was read once, or found to need a person's repair.</summary>
    public Task Read => Volatile.Read(ref _read).Task;

    /// <summary>Completes at the next change. Take it before looking, so that no change is missed.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>One deployment; null if there never was one of this name.</summary>
    public DeploymentSnapshot? Find(ModelName name) => _snapshots.GetValueOrDefault(name);

    internal void Publish(ModelName name, DeploymentSnapshot snapshot)
    {
        _snapshots[name] = snapshot;
        Signal();
    }

    internal void PublishProblem(ModelName name, string problem)
    {
        _snapshots.AddOrUpdate(
            name,
            _ => new DeploymentSnapshot(DeploymentState.Initial, 0) { Problem = problem },
            (_, last) => last with { Problem = problem });
        Signal();
    }

    /// <summary>Forgets everything, to be read again: another node may have changed it.</summary>
    public void Clear()
    {
        Volatile.Write(ref _read, NewSignal());
        _snapshots.Clear();
        Signal();
    }

    internal void MarkRead()
    {
        Volatile.Read(ref _read).TrySetResult();
        Signal();
    }

    private void Signal() => Interlocked.Exchange(ref _changed, NewSignal()).SetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
