using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Api.Http.Events;

/// <summary>The live event stream.</summary>
public static class EventStreamRoutes
{
    /// <summary>Adds what <see cref="MapEventStreams"/> needs; the feed is to be registered by others. Settings come from section <c>Events</c>.</summary>
    public static IServiceCollection AddEventStreams(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<EventStreamOptions>, EventStreamOptionsValidator>();
        services.AddOptionsWithValidateOnStart<EventStreamOptions>().Bind(configuration.GetSection(EventStreamOptions.Section));
        services.AddSingleton<EventStreamEndpoint>();
        services.AddSingleton<IMetricSource>(provider => provider.GetRequiredService<EventStreamEndpoint>());
        return services;
    }

    /// <summary>Adds the paths.</summary>
    public static IEndpointRouteBuilder MapEventStreams(this IEndpointRouteBuilder routes)
    {
        var boundary = routes.ServiceProvider.GetRequiredService<HttpBoundary>();
        var events = routes.ServiceProvider.GetRequiredService<EventStreamEndpoint>();
        routes.Map("/v2/events", boundary.Verbs(get: events.AnswerAsync));
        routes.Map("/v2/models/{model}/events", boundary.Verbs(get: events.AnswerAsync));
        return routes;
    }
}
