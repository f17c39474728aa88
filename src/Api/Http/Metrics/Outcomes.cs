using ModelCluster.Contracts.Inference;

namespace ModelCluster.Api.Http.Metrics;

/// <summary>How requests ended, in the words of each set of metrics.</summary>
internal static class Outcomes
{
    /// <summary>Triton's reasons of failure, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> Reasons { get; } = ["REJECTED", "CANCELED", "BACKEND", "OTHER"];

    /// <summary>Our own word.</summary>
    public static string Word(InferenceStatus status) => status switch
    {
        InferenceStatus.Ok => "ok",
        InferenceStatus.InvalidArgument => "invalid_argument",
        InferenceStatus.NotFound => "not_found",
        InferenceStatus.Unavailable => "unavailable",
        InferenceStatus.Overloaded => "overloaded",
        InferenceStatus.DeadlineExceeded => "deadline_exceeded",
        InferenceStatus.Cancelled => "cancelled",
        InferenceStatus.Unsupported => "unsupported",
        _ => "internal",
    };

    /// <summary>TensorFlow Serving's word: the name of the gRPC status.</summary>
    public static string GrpcWord(InferenceStatus status) => status switch
    {
        InferenceStatus.Ok => "OK",
        InferenceStatus.InvalidArgument => "INVALID_ARGUMENT",
        InferenceStatus.NotFound => "NOT_FOUND",
        InferenceStatus.Unavailable => "UNAVAILABLE",
        InferenceStatus.Overloaded => "RESOURCE_EXHAUSTED",
        InferenceStatus.DeadlineExceeded => "DEADLINE_EXCEEDED",
        InferenceStatus.Cancelled => "CANCELLED",
        InferenceStatus.Unsupported => "UNIMPLEMENTED",
        _ => "INTERNAL",
    };

    /// <summary>Triton's reason; null for what it does not count as a failure: success, and requests that were wrong.</summary>
    public static string? Reason(InferenceStatus status) => status switch
    {
        InferenceStatus.Ok or InferenceStatus.InvalidArgument => null,
        InferenceStatus.Overloaded or InferenceStatus.DeadlineExceeded => "REJECTED",
        InferenceStatus.Cancelled => "CANCELED",
        InferenceStatus.Internal => "BACKEND",
        _ => "OTHER",
    };
}
