using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Api.Http.Metrics;

/// <summary>Metrics for Prometheus. Any part of the node adds its own by registering an <see cref="IMetricSource"/>.</summary>
public static class MetricsRoutes
{
    /// <summary>Adds what <see cref="MapMetricsEndpoints"/> needs, and the metrics of models and of the process.</summary>
    public static IServiceCollection AddMetricsEndpoints(this IServiceCollection services)
    {
        services.AddSingleton<IMetricSource, ModelMetrics>();
        services.AddSingleton<IMetricSource, ProcessMetrics>();
        services.AddSingleton<TensorFlowMetrics>();
        services.AddSingleton<MetricsEndpoints>();
        return services;
    }

    /// <summary>Adds <c>/metrics</c> and <c>/monitoring/prometheus/metrics</c>.</summary>
    public static IEndpointRouteBuilder MapMetricsEndpoints(this IEndpointRouteBuilder routes)
    {
        var boundary = routes.ServiceProvider.GetRequiredService<HttpBoundary>();
        var metrics = routes.ServiceProvider.GetRequiredService<MetricsEndpoints>();
        routes.Map("/metrics", boundary.Verbs(get: metrics.AllAsync));
        routes.Map("/monitoring/prometheus/metrics", boundary.Verbs(get: metrics.TensorFlowAsync));
        return routes;
    }
}
