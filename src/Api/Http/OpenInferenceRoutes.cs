using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ModelCluster.Api.Http.History;
using ModelCluster.Api.Http.Infer;
using ModelCluster.Api.Http.Models;
using ModelCluster.Api.Http.Repository;
using ModelCluster.Api.Http.Settings;
using ModelCluster.Contracts.History;

namespace ModelCluster.Api.Http;

/// <summary>
/// The Open Inference Protocol over HTTP: every path it has. Read next: <see cref="InferEndpoint"/> for the hot path,
/// <see cref="HttpBoundary"/> for what stands around each endpoint.
/// </summary>
public static class OpenInferenceRoutes
{
    /// <summary>Adds the protocol's paths, all under <c>/v2</c>.</summary>
    public static IEndpointRouteBuilder MapOpenInferenceProtocol(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var boundary = services.GetRequiredService<HttpBoundary>();
        var infer = services.GetRequiredService<InferEndpoint>();
        var health = services.GetRequiredService<HealthEndpoints>();
        var metadata = services.GetRequiredService<MetadataEndpoints>();
        var config = services.GetRequiredService<ConfigEndpoint>();
        var statistics = services.GetRequiredService<StatisticsEndpoints>();
        var index = services.GetRequiredService<RepositoryIndex>();
        var repository = services.GetRequiredService<RepositoryControl>();
        var settings = services.GetRequiredService<SettingsEndpoints>();

        Get("/v2", metadata.ServerAsync);
        Get("/v2/health/live", HealthEndpoints.LiveAsync);
        Get("/v2/health/ready", health.ReadyAsync);
        Get("/v2/models", metadata.ModelsAsync);
        Get("/v2/models/stats", statistics.AllAsync);
        Get("/v2/models/{model}", metadata.ModelAsync);
        Get("/v2/models/{model}/versions/{version}", metadata.ModelAsync);
        foreach (var model in new[] { "/v2/models/{model}", "/v2/models/{model}/versions/{version}", "/v2/models/{model}/labels/{label}" })
        {
            Get($"{model}/ready", health.ModelReadyAsync);
            Get($"{model}/config", config.AnswerAsync);
            Get($"{model}/stats", statistics.ModelAsync);
            Post($"{model}/infer", infer.AnswerAsync);
        }

        if (services.GetService<IModelHistory>() is not null)
            Get("/v2/models/{model}/history", services.GetRequiredService<HistoryEndpoint>().AnswerAsync);

        Post("/v2/repository/index", index.AnswerAsync);
        Post("/v2/repository/{repository}/index", index.AnswerAsync);
        Post("/v2/repository/models/{model}/load", repository.LoadAsync);
        Post("/v2/repository/models/{model}/unload", repository.UnloadAsync);

        Both("/v2/logging", settings.LoggingAsync, settings.ChangeLoggingAsync);
        Both("/v2/trace/setting", settings.TraceAsync, settings.ChangeTraceAsync);
        Both("/v2/models/{model}/trace/setting", settings.TraceAsync, settings.ChangeTraceAsync);

        return routes;

        void Get(string path, RequestDelegate handler) => routes.Map(path, boundary.Verbs(get: handler));
        void Post(string path, RequestDelegate handler) => routes.Map(path, boundary.Verbs(post: handler));
        void Both(string path, RequestDelegate get, RequestDelegate post) => routes.Map(path, boundary.Verbs(get, post));
    }

    /// <summary>
    /// Answers every path that nothing else answers with 404 and <c>{"error":"Not Found"}</c>. Not a route that catches
    /// all: the router would fill in its values for every request.
    /// </summary>
    public static IApplicationBuilder UseNotFound(this IApplicationBuilder app) =>
        app.Use(next => context => context.GetEndpoint() is null ? HttpBoundary.NotFoundAsync(context) : next(context));
}
