using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Node.Links;

/// <summary>The errors that links themselves answer with.</summary>
internal static class LinkErrors
{
    internal static InferenceError Cancelled { get; } = new(InferenceStatus.Cancelled, "Request cancelled by the client");

    internal static InferenceError TimedOut { get; } = new(InferenceStatus.DeadlineExceeded, "Request timeout expired");

    internal static InferenceError NotReady(NodeId node) =>
        new(InferenceStatus.Unavailable, $"there is no link to node '{node}' now", TimeSpan.FromSeconds(1)) { RetryElsewhere = RetryElsewhere.NotTaken };

    internal static InferenceError Lost(NodeId node) =>
        new(InferenceStatus.Unavailable, $"the link to node '{node}' broke before the answer", TimeSpan.FromSeconds(1)) { RetryElsewhere = RetryElsewhere.LinkLost };

    internal static InferenceError TooMany(NodeId node) =>
        new(InferenceStatus.Overloaded, $"too much waits for the answers of node '{node}'", TimeSpan.FromSeconds(1)) { RetryElsewhere = RetryElsewhere.NotTaken };

    internal static InferenceError NotTaken(ReplicaKey replica, NodeId node) =>
        new(InferenceStatus.Unavailable, $"node '{node}' does not take requests for {replica}", TimeSpan.FromSeconds(1)) { RetryElsewhere = RetryElsewhere.NotTaken };

    internal static InferenceError TooLarge(long bytes, long most) =>
        new(InferenceStatus.InvalidArgument, $"a message of {bytes} bytes is too large for the links of this cluster; at most {most} are allowed");

    internal static InferenceError NamesTooLong { get; } =
        new(InferenceStatus.InvalidArgument, $"the names and shapes of a message take more than {LinkLimits.LongestHead} bytes, too much for the links of this cluster");

    internal static InferenceError Unsound(string problem) => new(InferenceStatus.InvalidArgument, problem);

    internal static InferenceError Broken(string problem) => new(InferenceStatus.Internal, problem);
}
