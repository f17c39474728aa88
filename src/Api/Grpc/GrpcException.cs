namespace ModelCluster.Api.Grpc;

/// <summary>A call that did not end with <see cref="GrpcStatusCode.Ok"/>.</summary>
/// <param name="code">How it ended; <see cref="GrpcStatusCode.Unavailable"/> also where there was no answer at all.</param>
/// <param name="message">What the server said, or why there was no answer.</param>
/// <param name="inner">Its cause.</param>
public sealed class GrpcException(GrpcStatusCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How it ended.</summary>
    public GrpcStatusCode Code => code;

    /// <summary>True if the request cannot have reached the server: trying again does nothing twice.</summary>
    public bool WasNotSent { get; init; }
}
