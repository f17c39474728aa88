using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Actors.Serving;

/// <summary>The errors of the request path, with the texts that clients know.</summary>
internal static class Errors
{
    internal static InferenceError TimedOut { get; } = new(InferenceStatus.DeadlineExceeded, "Request timeout expired");

    internal static InferenceError Cancelled { get; } = new(InferenceStatus.Cancelled, "Request cancelled by the client");

    internal static InferenceError QueueFull { get; } =
        new(InferenceStatus.Overloaded, "Exceeds maximum queue size", TimeSpan.FromSeconds(1));

    internal static InferenceError UnknownModel(ModelName model) =>
        new(InferenceStatus.NotFound, $"Request for unknown model: '{model}' is not found");

    internal static InferenceError UnknownVersion(ModelName model, VersionSelector version) =>
        new(InferenceStatus.NotFound, $"Request for unknown model: '{model}' version {version} is not found");

    internal static InferenceError NotAvailable(ModelName model, string why) =>
        new(InferenceStatus.Unavailable, $"Model '{model}' is not ready: {why}", TimeSpan.FromSeconds(1));

    /// <summary>What a failed run is to the caller.</summary>
    internal static InferenceError Of(Exception failure, ServableId servable) => failure switch
    {
        OperationCanceledException => Cancelled,
        SessionException { IsCallersFault: true } => FromRun(InferenceStatus.InvalidArgument, $"{servable}: {failure.Message}"),
        SessionException => FromRun(InferenceStatus.Internal, $"{servable}: {failure.Message}"),
        OverflowException or OutOfMemoryException or ArgumentException =>
            FromRun(InferenceStatus.Internal, $"{servable}: a tensor of this request is too large for this server: {failure.Message}"),
        _ => FromRun(InferenceStatus.Internal, $"{servable}: unexpected {failure.GetType().Name}: {failure.Message}"),
    };

    private static InferenceError FromRun(InferenceStatus status, string message) => new(status, message) { IsFromRun = true };
}
