using System.Net.Http.Headers;
using ModelCluster.Pbm.Http;

namespace ModelCluster.Pbm.Bench;

/// <summary>Sends the same request again and again. Thread-safe.</summary>
/// <param name="client">The node.</param>
/// <param name="path">Where to.</param>
/// <param name="body">JSON.</param>
/// <param name="timeout">How long an answer is waited for.</param>
internal sealed class RequestSender(NodeClient client, string path, byte[] body, TimeSpan timeout)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Sends one and reads the answer to its end.</summary>
    /// <returns>The answer's status, or what came in place of one.</returns>
    internal async Task<string> SendAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = Json;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
            using var response = await client.SendRawAsync(request, limit.Token);
            await response.Content.CopyToAsync(Stream.Null, limit.Token);
            return $"{(int)response.StatusCode}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "timeout";
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return $"no answer: {Innermost(failure).Message}";
        }
    }

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;
}
