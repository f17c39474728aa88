using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ModelCluster.Contracts.Control;

namespace ModelCluster.Api.Http.Control;

/// <summary>
/// Operating models while they run: one version of a model, its settings, its past. Each change answers with the state before
/// and after, and with <c>?dry_run=true</c> only says what it would change. Read next: <see cref="ControlEndpoints"/>.
/// </summary>
public static class ControlRoutes
{
    /// <summary>Adds what <see cref="MapModelControl"/> needs; <see cref="IModelControl"/> and <see cref="IEffectiveSettings"/> are to be registered by others.</summary>
    public static IServiceCollection AddModelControlEndpoints(this IServiceCollection services)
    {
        services.TryAddSingleton<CommandEndpoint>(); // labels and traffic answer through it too
        return services.AddSingleton<ControlEndpoints>().AddSingleton<EffectiveSettingsEndpoint>();
    }

    /// <summary>Adds the paths, all under <c>/v2/models/{model}</c>.</summary>
    public static IEndpointRouteBuilder MapModelControl(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var boundary = services.GetRequiredService<HttpBoundary>();
        var endpoints = services.GetRequiredService<ControlEndpoints>();
        var settings = services.GetRequiredService<EffectiveSettingsEndpoint>();
        const string model = "/v2/models/{model}";

        Version("load", version => new ModelCommand.LoadVersion(version));
        Version("unload", version => new ModelCommand.UnloadVersion(version));
        Version("reload", version => new ModelCommand.ReloadVersion(version));
        Version("pause", version => new ModelCommand.PauseVersion(version));
        Version("drain", version => new ModelCommand.DrainVersion(version));
        Version("resume", version => new ModelCommand.ResumeVersion(version));
        Version("pin", version => new ModelCommand.Pin(version));
        routes.Map($"{model}/unpin", boundary.Verbs(post: endpoints.UnpinAsync));
        routes.Map($"{model}/configure", boundary.Verbs(post: endpoints.ConfigureAsync));
        routes.Map($"{model}/rollback", boundary.Verbs(post: endpoints.RollBackAsync));
        routes.Map($"{model}/control", boundary.Verbs(get: endpoints.ShowAsync));
        routes.Map($"{model}/config/effective", boundary.Verbs(get: settings.AnswerAsync));
        return routes;

        void Version(string verb, Func<Contracts.Ids.ModelVersion, ModelCommand> command) => routes.Map(
            $"{model}/versions/{{version}}/{verb}", boundary.Verbs(post: context => endpoints.VersionAsync(context, command)));
    }
}
