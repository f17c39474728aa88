using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ModelCluster.Api.Http.Control;
using ModelCluster.Api.Http.Models;

namespace ModelCluster.Api.Http.Traffic;

/// <summary>Labels and traffic plans over HTTP: every path they have. Read next: <see cref="TrafficEndpoints"/>.</summary>
public static class TrafficRoutes
{
    /// <summary>
    /// Adds what <see cref="MapTraffic"/> needs. The ports that carry commands out and report are to be registered by others.
    /// </summary>
    public static IServiceCollection AddTrafficEndpoints(this IServiceCollection services)
    {
        services.TryAddSingleton<CommandEndpoint>(); // operating models answers through it too
        return services.AddSingleton<LabelEndpoints>().AddSingleton<TrafficEndpoints>();
    }

    /// <summary>Adds the paths under <c>/v2/models/{model}</c>.</summary>
    public static IEndpointRouteBuilder MapTraffic(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var boundary = services.GetRequiredService<HttpBoundary>();
        var metadata = services.GetRequiredService<MetadataEndpoints>();
        var labels = services.GetRequiredService<LabelEndpoints>();
        var traffic = services.GetRequiredService<TrafficEndpoints>();
        routes.Map("/v2/models/{model}/labels", boundary.Verbs(get: labels.ListAsync));
        routes.Map("/v2/models/{model}/labels/{label}", boundary.Verbs(get: metadata.ModelAsync, put: labels.MoveAsync, delete: labels.RemoveAsync));
        routes.Map("/v2/models/{model}/traffic", boundary.Verbs(get: traffic.GetAsync, put: traffic.SetAsync, delete: traffic.RemoveAsync));
        return routes;
    }
}
