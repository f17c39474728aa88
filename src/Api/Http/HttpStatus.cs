using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Api.Http;

/// <summary>The one place where outcomes become HTTP status codes.</summary>
internal static class HttpStatus
{
    /// <summary>The status of an inference.</summary>
    public static int Of(InferenceStatus status) => status switch
    {
        InferenceStatus.Ok => StatusCodes.Status200OK,
        InferenceStatus.InvalidArgument => StatusCodes.Status400BadRequest,
        InferenceStatus.NotFound => StatusCodes.Status404NotFound,
        InferenceStatus.Overloaded => StatusCodes.Status429TooManyRequests,
        InferenceStatus.Cancelled => StatusCodes.Status499ClientClosedRequest,
        InferenceStatus.Unsupported => StatusCodes.Status501NotImplemented,

        // the protocol has no status of its own for a request whose time ran out: it is "unavailable"
        InferenceStatus.Unavailable or InferenceStatus.DeadlineExceeded => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>The status of a change. A model that cannot be loaded is bad input, not a broken server.</summary>
    public static int Of(AdminStatus status) => status switch
    {
        AdminStatus.Done => StatusCodes.Status200OK,
        AdminStatus.NotFound => StatusCodes.Status404NotFound,
        _ => StatusCodes.Status400BadRequest,
    };
}
