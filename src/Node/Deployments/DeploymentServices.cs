using Microsoft.Extensions.Options;
using ModelCluster.Actors.Deployments;
using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Deployments;

/// <summary>Registers the deployments. Read next: <see cref="DeploymentManager"/>, <see cref="DeploymentModelSource"/>.</summary>
internal static class DeploymentServices
{
    internal static IServiceCollection AddDeployments(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<DeploymentOptions>, DeploymentOptionsValidator>();
        services.AddOptionsWithValidateOnStart<DeploymentOptions>().Bind(configuration.GetSection(DeploymentOptions.Section));
        services.AddSingleton<ImageResolver>();
        services.AddSingleton<DeploymentTemplates>();
        services.AddSingleton<Capacity>();
        services.AddSingleton<DeploymentPlanner>();
        services.AddSingleton<DeploymentDirectory>();
        services.AddSingleton<DeploymentsLog>();
        services.AddSingleton<DeploymentHistory>();
        services.AddSingleton(provider => new DeploymentObserver(
            provider.GetRequiredService<IModelCatalog>(), Environment.MachineName, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new EventSourcing<DeploymentState, IDeploymentEvent>(
            provider.GetRequiredService<IJournal>(), DeploymentEvents.Codec, DeploymentState.Codec));
        services.AddSingleton<DeploymentManager>();
        services.AddSingleton<IDeploymentManager>(provider => provider.GetRequiredService<DeploymentManager>());
        services.AddSingleton<DeploymentModels>();
        services.AddSingleton<DeploymentDomains>();
        services.AddSingleton<IDeploymentDomains>(provider => provider.GetRequiredService<DeploymentDomains>());
        services.AddSingleton<DeploymentModelSource>();
        return services.AddModelSource<DeploymentModelSource>("the deployments");
    }
}
