using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Admin;

namespace ModelCluster.Api.Http.Models;

/// <summary>Whether the server lives, and whether it and its models are ready.</summary>
internal sealed class HealthEndpoints(IModelCatalog catalog, ServableLookup servables)
{
    /// <summary><c>GET /v2/health/live</c>: answering is living.</summary>
    public static Task LiveAsync(HttpContext context) =>
        JsonAnswer.SendAsync(context, state: true, static (json, live) =>
        {
            json.WriteStartObject();
            json.WriteBoolean("live"u8, live);
            json.WriteEndObject();
        });

    /// <summary><c>GET /v2/health/ready</c>: every required model has an available version.</summary>
    public Task ReadyAsync(HttpContext context)
    {
        var isReady = catalog.IsReady;
        var statusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return JsonAnswer.SendAsync(
            context,
            isReady,
            static (json, ready) =>
            {
                json.WriteStartObject();
                json.WriteBoolean("ready"u8, ready);
                json.WriteEndObject();
            },
            statusCode);
    }

    /// <summary><c>GET /v2/models/{model}[/versions/{version}]/ready</c>.</summary>
    public Task ModelReadyAsync(HttpContext context)
    {
        var (model, version) = RouteValues.ModelAndVersion(context);
        if (!servables.IsAvailable(model, version))
            throw ProblemException.BadRequest("Model version not ready");
        return JsonAnswer.SendAsync(context, model, static (json, name) =>
        {
            json.WriteStartObject();
            json.WriteString("name"u8, name.Value);
            json.WriteBoolean("ready"u8, true);
            json.WriteEndObject();
        });
    }
}
