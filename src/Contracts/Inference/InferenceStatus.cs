namespace ModelCluster.Contracts.Inference;

/// <summary>How an inference ended. Each protocol maps these to its own codes in one switch.</summary>
public enum InferenceStatus
{
    /// <summary>The outputs are there.</summary>
    Ok,

    /// <summary>The request is wrong: its names, types, shapes, data or parameters. Repeating it cannot help.</summary>
    InvalidArgument,

    /// <summary>No such model or version.</summary>
    NotFound,

    /// <summary>The model exists but no version that the request accepts is available now.</summary>
    Unavailable,

    /// <summary>The queue is full. Try again after a moment.</summary>
    Overloaded,

    /// <summary>The request's deadline passed, or could not be met.</summary>
    DeadlineExceeded,

    /// <summary>The caller went away.</summary>
    Cancelled,

    /// <summary>The request asks for something this server does not do.</summary>
    Unsupported,

    /// <summary>The model failed while it ran, or the server is broken.</summary>
    Internal,
}
