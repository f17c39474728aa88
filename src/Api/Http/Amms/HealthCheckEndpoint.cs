using Microsoft.AspNetCore.Http;

namespace ModelCluster.Api.Http.Amms;

/// <summary><c>GET /health_check</c>: the server's version and its time.</summary>
internal sealed class HealthCheckEndpoint(TimeProvider time)
{
    private static readonly string Version = typeof(HealthCheckEndpoint).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>Answers one request.</summary>
    public Task AnswerAsync(HttpContext context) => JsonAnswer.SendAsync(context, time.GetUtcNow(), static (json, now) =>
    {
        json.WriteStartObject();
        json.WriteString("version"u8, Version);
        json.WriteString("generated_at"u8, now.UtcDateTime);
        json.WriteEndObject();
    });
}
