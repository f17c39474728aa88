using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Api.Http.Deployments;

/// <summary>
/// MLModel Manager's paths: under <c>/deployments</c>, and at the root of a listener of their own
/// (<see cref="DeploymentsListener"/>). Read next: <see cref="DeploymentEndpoints"/>, <see cref="DeploymentBody"/>.
/// </summary>
public static class DeploymentRoutes
{
    internal const string Root = "/deployments";

    /// <summary>
    /// Adds what <see cref="MapDeployments"/> needs. <see cref="IDeploymentManager"/> and <see cref="IDeploymentDomains"/> are to
    /// be registered by others.
    /// </summary>
    public static IServiceCollection AddDeploymentEndpoints(this IServiceCollection services)
    {
        services.AddSingleton<DeploymentBoundary>();
        services.AddSingleton<DeploymentMetrics>();
        services.AddSingleton<IMetricSource>(provider => provider.GetRequiredService<DeploymentMetrics>());
        services.AddSingleton<DeploymentEndpoints>();
        services.AddSingleton<DeploymentStatusEndpoints>();
        return services;
    }

    /// <summary>Adds the paths.</summary>
    public static IEndpointRouteBuilder MapDeployments(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var boundary = services.GetRequiredService<DeploymentBoundary>();
        var deployments = services.GetRequiredService<DeploymentEndpoints>();
        var status = services.GetRequiredService<DeploymentStatusEndpoints>();

        Map("", ("GET", deployments.ListAsync));
        Map("/ping", ("GET", DeploymentStatusEndpoints.PingAsync));
        Map("/health", ("GET", status.HealthAsync));
        Map("/version", ("GET", DeploymentStatusEndpoints.VersionAsync));
        Map("/metrics", ("GET", status.MetricsAsync));
        Map("/{name}", ("GET", deployments.GetAsync), ("POST", deployments.DeployAsync), ("PUT", deployments.DeployAsync), ("DELETE", deployments.DeleteAsync));
        Map("/{name}/history", ("GET", deployments.HistoryAsync));
        Map("/{name}/rollback", ("POST", deployments.RollBackAsync));
        Map("/{name}/pin", ("POST", deployments.PinAsync));
        Map("/{name}/unpin", ("POST", deployments.UnpinAsync));
        Map("/{**rest}");
        return routes;

        void Map(string path, params (string Verb, RequestDelegate Handler)[] verbs) => routes.Map(Root + path, boundary.Verbs(verbs));
    }

    /// <summary>
    /// Leads requests to where they belong by where they came in and whose host they name: those on the deployments' own listener
    /// to the deployments, those for a deployment's domain to its model. Stands before routing.
    /// </summary>
    public static IApplicationBuilder UseDeployments(this IApplicationBuilder app)
    {
        var domains = app.ApplicationServices.GetRequiredService<IDeploymentDomains>();
        return app.Use(next => context =>
        {
            if (context.Features.Get<DeploymentsListener>() is not null)
                context.Request.Path = Root + context.Request.Path;
            else if (!domains.IsEmpty)
                DomainPaths.Apply(context.Request, domains);
            return next(context);
        });
    }
}
