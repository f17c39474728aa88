using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository;

/// <summary>Registers the model repository.</summary>
public static class RepositoryServices
{
    /// <summary>How long a source that says nothing holds up the others at the start.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds <see cref="FolderModelSource"/>, <see cref="UploadedModels"/>, the <see cref="CompositeModelSource"/> of all sources
    /// as <see cref="IModelSource"/>, and <see cref="RepositoryOptions"/>, bound to section <c>Repository</c> and checked at start.
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
        services.AddSingleton<IModelSource>(provider => new CompositeModelSource(
            provider.GetServices<ModelSourcePart>(), Patience, provider.GetRequiredService<TimeProvider>()));
        return services.AddModelSource<FolderModelSource>("the repository folders");
    }

    /// <summary>Adds a registered source to those that the node watches; where two hold a model of one name, the one added first wins.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="name">What it is, in the plural, for messages.</param>
    public static IServiceCollection AddModelSource<TSource>(this IServiceCollection services, string name)
        where TSource : IModelSource =>
        services.AddSingleton(provider => new ModelSourcePart(name, provider.GetRequiredService<TSource>()));
}
