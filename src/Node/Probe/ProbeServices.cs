using Microsoft.Extensions.Options;
using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Cluster;
using ModelCluster.Node.Code;
using ModelCluster.Node.Onnx;
using ModelCluster.Node.Probe.Known;
using ModelCluster.Node.Serving;

namespace ModelCluster.Node.Probe;

/// <summary>Registers what tries out new model files before they are loaded.</summary>
internal static class ProbeServices
{
    /// <summary>Adds <see cref="IArtefactGuard"/>; settings are checked at the start.</summary>
    internal static IServiceCollection AddGuardedLoad(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ProbeOptions>().Bind(configuration.GetSection(ProbeOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new ArtefactMemory(
            provider.GetRequiredService<ActorSystem>(),
            provider.GetRequiredService<IJournal>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ArtefactMemory>>(),
            HistoryOf(provider.GetRequiredService<IOptions<ClusterOptions>>().Value)));
        services.AddSingleton(provider =>
        {
            var (program, arguments) = ProbeEnvironment.OwnProgram();
            return new ProbePool(program, arguments, LoadingThreads(provider), provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<IArtefactGuard>(provider => new ArtefactGuard(
            provider.GetRequiredService<IOptions<ProbeOptions>>(),
            provider.GetRequiredService<IOptions<OnnxOptions>>(),
            provider.GetRequiredService<OnnxEnvironment>(),
            provider.GetRequiredService<CodePermission>(),
            provider.GetRequiredService<ProbePool>(),
            provider.GetRequiredService<ArtefactMemory>(),
            new LoadingQueue(new ExecutorThreads("reading", LoadingThreads(provider), LowPriority.Apply)),
            provider.GetRequiredService<ILogger<ArtefactGuard>>()));
        return services;
    }

    private static string HistoryOf(ClusterOptions cluster) =>
        cluster.IsAlone ? ArtefactHistoryActor.Id : $"{ArtefactHistoryActor.Id}-{cluster.NodeName}";

    private static int LoadingThreads(IServiceProvider provider) => provider.GetRequiredService<IOptions<ServingOptions>>().Value.LoadingThreads;
}
