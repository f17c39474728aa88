using Microsoft.Extensions.Options;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Models.History;
using ModelCluster.Actors.Pipelines;
using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Caching;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Actors.Serving.Warming;
using ModelCluster.Api.Adapters;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Telemetry;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Serving;

/// <summary>Registers the request path (routes, gateway, executor threads) and the supervisors behind it.</summary>
internal static class ServingServices
{
    internal static IServiceCollection AddServing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<ServingOptions>, ServingOptionsValidator>();
        services.AddOptionsWithValidateOnStart<ServingOptions>().Bind(configuration.GetSection(ServingOptions.Section));
        services.AddOptions<HostOptions>().Configure<IOptions<ServingOptions>>(
            (host, serving) => host.ShutdownTimeout = TimeSpan.FromSeconds(serving.Value.ShutdownSeconds));
        services.AddSingleton<ServingClock>();
        services.AddSingleton<RouteTable>();
        services.AddSingleton<IModelCatalog>(provider => provider.GetRequiredService<RouteTable>());
        services.AddSingleton<IModelActivation, ModelActivation>();
        services.AddSingleton(provider => new RetryBudget(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IInferenceGateway, InferenceGateway>();
        services.AddSingleton(provider => new ExecutorThreads("executor", Options(provider).ExecutorThreads));
        services.AddSingleton<PipelineLoader>();
        services.AddOptions<CacheOptions>().Bind(configuration.GetSection(CacheOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new ReplyStore(provider.GetRequiredService<IOptions<CacheOptions>>().Value.MaxBytes));
        services.AddSingleton<IMetricSource, CacheMetrics>();
        services.AddSingleton<ServableLoader>();
        services.AddSingleton<ModelsLog>();
        services.AddSingleton(provider => new ServingParts(
            provider.GetRequiredService<ServableLoader>(),
            new LoadingQueue(new ExecutorThreads("loading", Options(provider).LoadingThreads, LowPriority.Apply)),
            provider.GetRequiredService<RouteTable>(),
            provider.GetRequiredService<ModelsLog>(),
            new EventSourcing<ModelIntent, IModelEvent>(provider.GetRequiredService<IJournal>(), ModelEventCodec.Events, ModelEventCodec.Snapshots))
        {
            ReadOptions = provider.GetRequiredService<FolderModelSource>().ReadOptions,
            Guard = provider.GetRequiredService<IArtefactGuard>(),
            WhenAvailable = provider.GetRequiredService<TypedAvailability>().Check,
        });
        services.AddSingleton<IModelHistory, JournalHistory>();
        services.AddSingleton<IActorEvents, ActorEventsLog>();
        services.AddSingleton(provider => new ActorSystem(
            provider.GetRequiredService<IActorEvents>(),
            provider.GetRequiredService<TimeProvider>(),
            new ActorSystemOptions { GuardianStrategy = RecoveryStrategy.Default }));
        services.AddSingleton<IModelControl, ModelControl>();
        services.AddSingleton<IEffectiveSettings, EffectiveSettings>();
        services.AddSingleton<IModelAdmin, ModelAdmin>();
        return services;
    }

    private static ServingOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<ServingOptions>>().Value;
}
