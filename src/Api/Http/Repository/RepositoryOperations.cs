using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ModelCluster.Api.Http.Repository;

/// <summary>What there is to do with a repository beyond the Open Inference Protocol: look again, and change <c>servables.json</c>.</summary>
public static class RepositoryOperations
{
    /// <summary>
    /// Adds what <see cref="MapRepositoryOperations"/> needs; the ports of <c>Contracts/Admin</c> and the model source are
    /// registered by others.
    /// </summary>
    public static IServiceCollection AddRepositoryOperations(this IServiceCollection services) =>
        services.AddSingleton<ServablesEndpoint>().AddSingleton<ReloadEndpoint>();

    /// <summary>Adds the paths, all under <c>/v2/repository</c>. Reloading one model is loading it again.</summary>
    public static IEndpointRouteBuilder MapRepositoryOperations(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var boundary = services.GetRequiredService<HttpBoundary>();
        var servables = services.GetRequiredService<ServablesEndpoint>();
        routes.Map("/v2/repository/servables", boundary.Verbs(servables.GetAsync, servables.PostAsync));
        routes.Map("/v2/repository/servables/history", boundary.Verbs(get: servables.HistoryAsync));
        routes.Map("/v2/repository/reload", boundary.Verbs(post: services.GetRequiredService<ReloadEndpoint>().AnswerAsync));
        routes.Map("/v2/repository/models/{model}/reload", boundary.Verbs(post: services.GetRequiredService<RepositoryControl>().LoadAsync));
        return routes;
    }
}
