using Microsoft.Extensions.Options;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Node.Probe.Known;
using ModelCluster.Node.Repository;
using ModelCluster.Node.Serving;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>Registers artefact transfer.</summary>
internal static class ArtefactServices
{
    /// <summary>A large file does not keep a small one waiting; more would only wait for the same disk.</summary>
    private const int Threads = 2;

    /// <summary>
    /// Adds <see cref="ArtefactFetcher"/>, <see cref="ArtefactSums"/> and what <see cref="ArtefactEndpoints.MapArtefactTransfer"/> needs. Wants an
    /// <see cref="IArtefactIndex"/> and <see cref="IPeerLinks"/>; what is fetched is kept below <see cref="RepositoryOptions.DataFolder"/>.
    /// </summary>
    internal static IServiceCollection AddArtefactTransfer(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ArtefactOptions>().Bind(configuration.GetSection(ArtefactOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider =>
        {
            var memory = provider.GetRequiredService<ArtefactMemory>();
            var reading = new LoadingQueue(new ExecutorThreads("hashing", Threads, LowPriority.Apply));
            return new ArtefactSums(reading, async (files, cancellation) => (await memory.ReadAsync(cancellation)).Sha256Of(files));
        });
        services.AddSingleton(provider => new ArtefactShelf(
            Path.Combine(provider.GetRequiredService<IOptions<RepositoryOptions>>().Value.DataFolder, "artefacts"),
            provider.GetRequiredService<IOptions<ArtefactOptions>>().Value.ArtefactBytes,
            provider.GetRequiredService<ArtefactSums>().Reading,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ArtefactShelf>>()));
        services.AddSingleton<ArtefactFinder>();
        services.AddSingleton<ArtefactFetcher>();
        return services;
    }
}
