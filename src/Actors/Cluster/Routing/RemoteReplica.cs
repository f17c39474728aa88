using System.Runtime.CompilerServices;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Binding;
using ModelCluster.Actors.Serving.Mailbox;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Actors.Cluster.Routing;

/// <summary>A servable of another node, asked over the link to it. Thread-safe.</summary>
/// <param name="key">Which.</param>
/// <param name="node">Where.</param>
/// <param name="model">What it serves, as its node told.</param>
/// <param name="platform">The protocol's name of the runtime.</param>
/// <param name="device">The device it runs on.</param>
/// <param name="links">How to get there.</param>
internal sealed class RemoteReplica(ReplicaKey key, NodeId node, ServableModel model, string platform, string device, IPeerLinks links) : IReplica
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _emptied;
    private int _outstanding;

    /// <inheritdoc/>
    public ServableModel Model => model;

    /// <inheritdoc/>
    public string Platform => platform;

    /// <inheritdoc/>
    public string Device => device;

    /// <inheritdoc/>
    public bool IsHere => false;

    /// <inheritdoc/>
    public bool IsReachable => links.Find(node)?.Condition == PeerCondition.Ready;

    /// <inheritdoc/>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <inheritdoc/>
    public int Slots => model.Options.Instances ?? 1;

    /// <inheritdoc/>
    public ServableStatistics? Statistics => null;

    /// <inheritdoc/>
    public bool IsEmpty { get; private set; }

    /// <summary>Where it is.</summary>
    internal NodeId Node => node;

    /// <summary>Has its node told what its mailbox is to do; only the leader may.</summary>
    internal Action<MailboxGate>? GateSetter { get; init; }

    /// <inheritdoc/>
    public bool TrySubmit(InferenceRequest request, CancellationToken cancellation, out ValueTask<InferenceReply> reply)
    {
        var link = links.Find(node);
        var isReady = link?.Condition == PeerCondition.Ready;
        reply = isReady ? AskAsync(link!, request, cancellation) : default;
        return isReady;
    }

    /// <inheritdoc/>
    public void Set(MailboxGate gate)
    {
        lock (_lock)
            IsEmpty = false; // its node tells when it is
        (GateSetter ?? throw new InvalidOperationException($"{key} on {node} is told what to do by the leader alone"))(gate);
    }

    /// <inheritdoc/>
    public Task WhenEmptyAsync()
    {
        lock (_lock)
        {
            return IsEmpty ? Task.CompletedTask : (_emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Its node has told whether it holds requests.</summary>
    internal void Report(bool isEmpty)
    {
        lock (_lock)
        {
            IsEmpty = isEmpty;
            if (!isEmpty)
                return;
            _emptied?.TrySetResult();
            _emptied = null;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<InferenceReply> AskAsync(IPeerLink link, InferenceRequest request, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _outstanding);
        try
        {
            var reply = await link.InferAsync(key, request, cancellation);
            reply.Node = node;
            return reply;
        }
        finally
        {
            Interlocked.Decrement(ref _outstanding);
        }
    }
}
