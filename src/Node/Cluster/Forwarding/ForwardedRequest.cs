using Microsoft.AspNetCore.Http.Features;

namespace ModelCluster.Node.Cluster.Forwarding;

/// <summary>Carries a request to another node and its answer back, headers and streamed bodies. Stateless.</summary>
internal static class ForwardedRequest
{
    /// <summary>What belongs to one connection and is not carried over (RFC 9110, 7.6.1), and what HTTP/2 says otherwise.</summary>
    private static readonly HashSet<string> NotCarried = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host", "Expect", LeaderForwarding.RevisionHeader,
    };

    /// <summary>The request as the other node is to get it.</summary>
    internal static HttpRequestMessage Of(HttpRequest request)
    {
        var forwarded = new HttpRequestMessage(new HttpMethod(request.Method), request.Path.ToUriComponent() + request.QueryString.ToUriComponent());
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true)
            forwarded.Content = new StreamContent(request.Body);
        foreach (var (name, values) in request.Headers)
        {
            if (NotCarried.Contains(name) || name.StartsWith(':'))
                continue;
            if (!forwarded.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                forwarded.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        return forwarded;
    }

    /// <summary>Gives the client the other node's answer.</summary>
    internal static async Task CopyAsync(HttpResponseMessage answer, HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!NotCarried.Contains(name))
                response.Headers[name] = values.ToArray();
        }

        await answer.Content.CopyToAsync(response.Body, context.RequestAborted);
    }
}
