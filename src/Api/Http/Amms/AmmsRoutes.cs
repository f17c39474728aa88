using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelCluster.Api.Adapters;
using ModelCluster.Api.Http.OpenApi;

namespace ModelCluster.Api.Http.Amms;

/// <summary>
/// Typed predictions at <c>/predict</c>, and what describes them: <c>/meta</c>, <c>/health_check</c> and the live
/// <c>/openapi.json</c>. Needs the Open Inference Protocol's services. Read next: <see cref="PredictEndpoint"/>,
/// <see cref="IAdapter"/>, <see cref="OpenApiDocument"/>.
/// </summary>
public static class AmmsRoutes
{
    /// <summary>
    /// Adds what <see cref="MapTypedPredictions"/> needs; the image decoder and the activation of models are to be registered
    /// by others.
    /// </summary>
    public static IServiceCollection AddTypedPredictions(this IServiceCollection services)
    {
        services.AddSingleton<IAdapter, TensorAdapter>();
        services.AddSingleton<IAdapter, TextAdapter>();
        services.AddSingleton<IAdapter, VectorAdapter>();
        services.AddSingleton<IAdapter, ImageAdapter>();
        services.AddSingleton<AdapterTable>();
        services.AddSingleton(provider => new TypedAvailability(
            provider.GetRequiredService<AdapterTable>(), provider.GetRequiredService<ILogger<TypedAvailability>>()));
        services.AddSingleton<AmmsErrors>();
        services.AddSingleton<HeavyReads>();
        services.AddSingleton<ModelChoice>();
        services.AddSingleton<PredictEndpoint>();
        services.AddSingleton<MetaEndpoint>();
        services.AddSingleton<HealthCheckEndpoint>();
        services.AddSingleton<ModelDescriber>();
        services.AddSingleton<StaticDescriber>();
        services.AddSingleton<OpenApiDocument>();
        services.AddSingleton<OpenApiEndpoint>();
        return services;
    }

    /// <summary>Adds the paths.</summary>
    public static IEndpointRouteBuilder MapTypedPredictions(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var boundary = services.GetRequiredService<HttpBoundary>();
        var errors = services.GetRequiredService<AmmsErrors>();
        var predict = services.GetRequiredService<PredictEndpoint>();

        Get("/health_check", services.GetRequiredService<HealthCheckEndpoint>().AnswerAsync);
        Get("/meta", services.GetRequiredService<MetaEndpoint>().AnswerAsync);
        Get("/openapi.json", services.GetRequiredService<OpenApiEndpoint>().AnswerAsync);
        foreach (var path in new[] { "/predict", "/predict/{model}", "/predict/{model}/{version}" })
            routes.Map(path, boundary.Verbs(post: errors.Around(predict.AnswerAsync)));
        return routes;

        void Get(string path, RequestDelegate handler) => routes.Map(path, boundary.Verbs(get: errors.Around(handler)));
    }
}
