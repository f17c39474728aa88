namespace ModelCluster.Api.Grpc;

/// <summary>How a call ended, as the gRPC protocol numbers it.</summary>
public enum GrpcStatusCode
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>The caller gave it up.</summary>
    Cancelled = 1,

    /// <summary>Nobody knows what went wrong.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever the state of the server.</summary>
    InvalidArgument = 3,

    /// <summary>Its time ran out.</summary>
    DeadlineExceeded = 4,

    /// <summary>What it names is not there.</summary>
    NotFound = 5,

    /// <summary>What it would make is there.</summary>
    AlreadyExists = 6,

    /// <summary>The caller may not.</summary>
    PermissionDenied = 7,

    /// <summary>Something is used up, such as a quota or a queue.</summary>
    ResourceExhausted = 8,

    /// <summary>The server is not in the state that it needs.</summary>
    FailedPrecondition = 9,

    /// <summary>Another got in between; try the whole again.</summary>
    Aborted = 10,

    /// <summary>Past the end of something.</summary>
    OutOfRange = 11,

    /// <summary>The server does not have this method.</summary>
    Unimplemented = 12,

    /// <summary>A fault of the server.</summary>
    Internal = 13,

    /// <summary>The server cannot be reached, or not now.</summary>
    Unavailable = 14,

    /// <summary>Something is lost for good.</summary>
    DataLoss = 15,

    /// <summary>The caller did not say who it is.</summary>
    Unauthenticated = 16,
}
