using Microsoft.AspNetCore.Http;

namespace ModelCluster.Api.Http;

/// <summary>
/// The request cannot be served, found out deep inside a parser or an endpoint: <see cref="HttpBoundary"/> turns it into
/// an answer. What the gateway finds out travels as an error of the reply instead.
/// </summary>
internal sealed class ProblemException(int statusCode, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The answer's HTTP status.</summary>
    public int StatusCode => statusCode;

    /// <summary>A header that the answer must have.</summary>
    public KeyValuePair<string, string>? Header { get; init; }

    /// <summary>The request is wrong.</summary>
    public static ProblemException BadRequest(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>No such thing.</summary>
    public static ProblemException NotFound(string message) => new(StatusCodes.Status404NotFound, message);

    /// <summary>The request asks for something this server does not do.</summary>
    public static ProblemException Unsupported(string message) => new(StatusCodes.Status501NotImplemented, message);

    /// <summary>Not now.</summary>
    public static ProblemException Unavailable(string message) => new(StatusCodes.Status503ServiceUnavailable, message);
}
