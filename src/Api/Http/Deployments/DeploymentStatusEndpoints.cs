using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http.Metrics;
using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Api.Http.Deployments;

/// <summary>How the manager itself does.</summary>
internal sealed class DeploymentStatusEndpoints(IDeploymentManager manager, DeploymentMetrics metrics)
{
    private static string Version { get; } = typeof(DeploymentStatusEndpoints).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary><c>GET /ping</c>: the process answers.</summary>
    public static Task PingAsync(HttpContext context) => JsonAnswer.SendAsync(context, "pong", static (json, word) =>
    {
        json.WriteStartArray();
        json.WriteStringValue(word);
        json.WriteEndArray();
    });

    /// <summary><c>GET /health</c>: the deployments by state. 503 while they have not been read from the journal.</summary>
    public Task HealthAsync(HttpContext context)
    {
        var isRead = manager.IsRead;
        return JsonAnswer.SendAsync(
            context,
            (manager.Deployments, isRead),
            static (json, health) => WriteHealth(json, health.Deployments, health.isRead),
            isRead ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary><c>GET /version</c></summary>
    public static Task VersionAsync(HttpContext context) => JsonAnswer.SendAsync(context, Version, static (json, version) =>
    {
        json.WriteStartObject();
        json.WriteString("version"u8, version);
        json.WriteString("manager_build_id"u8, version);
        json.WriteEndObject();
    });

    /// <summary><c>GET /metrics</c>: those of deployments; the node's own <c>/metrics</c> has them too.</summary>
    public async Task MetricsAsync(HttpContext context)
    {
        using var text = new PrometheusText();
        metrics.Write(text);
        context.Response.ContentType = PrometheusText.ContentType;
        text.WriteTo(context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void WriteHealth(Utf8JsonWriter json, IReadOnlyList<DeploymentView> deployments, bool isRead)
    {
        json.WriteStartObject();
        json.WriteString("manager_build_id"u8, Version);
        json.WriteBoolean("journal"u8, isRead);
        WriteNames(json, "all_models", deployments);
        WriteNames(json, "active_models", deployments.Where(deployment => deployment.IsActive));
        WriteNames(json, "valid_models", deployments.Where(deployment => deployment.IsValid));
        WriteNames(json, "weird_models", deployments.Where(deployment => deployment.IsWeird));
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string property, IEnumerable<DeploymentView> deployments)
    {
        json.WriteStartArray(property);
        foreach (var deployment in deployments)
            json.WriteStringValue(deployment.Name.Value);
        json.WriteEndArray();
    }
}
