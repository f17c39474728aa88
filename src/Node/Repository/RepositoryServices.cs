using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository;

/// <summary>Registers the model repository.</summary>
public static class RepositoryServices
{
    /// <summary>
    /// Adds <see cref="FolderModelSource"/> (also as <see cref="IModelSource"/>), <see cref="UploadedModels"/> and
    /// <see cref="RepositoryOptions"/>, bound to section <c>Repository</c> and checked at start.
    /// </summary>
    public static IServiceCollection AddModelRepository(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<RepositoryOptions>, RepositoryOptionsValidator>();
        services.AddOptionsWithValidateOnStart<RepositoryOptions>().Bind(configuration.GetSection(RepositoryOptions.Section));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new UploadedModels(provider.GetRequiredService<IOptions<RepositoryOptions>>().Value.DataFolder));
        services.AddSingleton(provider => new FolderModelSource(
            provider.GetRequiredService<IOptions<RepositoryOptions>>().Value,
            provider.GetRequiredService<UploadedModels>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FolderModelSource>>()));
        services.AddSingleton<IModelSource>(provider => provider.GetRequiredService<FolderModelSource>());
        return services;
    }
}
