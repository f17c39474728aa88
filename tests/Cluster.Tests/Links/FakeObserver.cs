using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Contracts.Cluster;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.Links;

/// <summary>Keeps what it was told of the links.</summary>
internal sealed class FakeObserver : IPeerObserver
{
    private readonly Lock _lock = new();
    private readonly List<(NodeId Node, PeerCondition Condition)> _told = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All of it, oldest first.</summary>
    internal IReadOnlyList<PeerCondition> Told
    {
        get
        {
            lock (_lock)
                return [.. _told.Select(entry => entry.Condition)];
        }
    }

    public void OnCondition(NodeId node, PeerCondition condition)
    {
        lock (_lock)
        {
            _told.Add((node, condition));
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Waits until a link was, or is, in a condition for the given time.</summary>
    internal async Task WaitForAsync(NodeId node, PeerCondition condition, int times = 1)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_told.Count(entry => entry == (node, condition)) >= times)
                    return;
                changed = _changed.Task;
            }

            await changed.OrFailAsync($"node '{node}' to be {condition}");
        }
    }
}
