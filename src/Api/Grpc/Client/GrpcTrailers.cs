using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace ModelCluster.Api.Grpc.Client;

/// <summary>Reads how a call ended from the headers of its answer.</summary>
internal static class GrpcTrailers
{
    private const string Status = "grpc-status";
    private const string Message = "grpc-message";

    /// <summary>Refuses an answer that is none of gRPC, and one that ended before it began.</summary>
    internal static void ThrowUnlessAccepted(HttpResponseMessage response, Uri address)
    {
        if (response.StatusCode != HttpStatusCode.OK)
            throw new GrpcException(CodeOf(response.StatusCode), $"{address} answers {(int)response.StatusCode}; is it a gRPC server?");
        if (response.Content.Headers.ContentType?.MediaType?.StartsWith(GrpcFrame.ContentType, StringComparison.Ordinal) != true)
            throw new GrpcException(GrpcStatusCode.Unknown, $"{address} answers {response.Content.Headers.ContentType?.MediaType ?? "nothing"}, not {GrpcFrame.ContentType}; is it a gRPC server?");
        if (response.Headers.Contains(Status))
            ThrowUnlessOk(response.Headers);
    }

    /// <summary>To be called when the body was read to its end.</summary>
    internal static void ThrowUnlessOk(HttpResponseMessage response)
    {
        if (!response.Headers.Contains(Status)) // an answer without a body has its trailers there
            ThrowUnlessOk(response.TrailingHeaders);
    }

    private static void ThrowUnlessOk(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues(Status, out var values) || !int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new GrpcException(GrpcStatusCode.Unavailable, "the call ended without a status: the connection was cut off");
        var code = Enum.IsDefined((GrpcStatusCode)number) ? (GrpcStatusCode)number : GrpcStatusCode.Unknown;
        if (code != GrpcStatusCode.Ok)
            throw new GrpcException(code, headers.TryGetValues(Message, out var texts) ? Uri.UnescapeDataString(texts.First()) : $"{code}");
    }

    /// <summary>As https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md has it.</summary>
    private static GrpcStatusCode CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => GrpcStatusCode.Internal,
        HttpStatusCode.Unauthorized => GrpcStatusCode.Unauthenticated,
        HttpStatusCode.Forbidden => GrpcStatusCode.PermissionDenied,
        HttpStatusCode.NotFound => GrpcStatusCode.Unimplemented,
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => GrpcStatusCode.Unavailable,
        _ => GrpcStatusCode.Unknown,
    };
}
