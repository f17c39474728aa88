using Microsoft.Extensions.Options;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Diagnostics;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Hosting;

namespace ModelCluster.Node.Serving;

/// <summary>
/// Starts the model registry and tells it what the repository holds; at the end, after the web server has answered what
/// it accepted, drains and unloads every model.
/// </summary>
internal sealed partial class ModelHost : BackgroundService
{
    private readonly ActorSystem _system;
    private readonly IModelSource _source;
    private readonly IModelCatalog _catalog;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<ModelHost> _logger;

    public ModelHost(
        ActorSystem system,
        IModelSource source,
        IModelCatalog catalog,
        IHostApplicationLifetime lifetime,
        ServingParts parts,
        IOptions<ServingOptions> options,
        ILogger<ModelHost> logger)
    {
        _system = system;
        _source = source;
        _catalog = catalog;
        _lifetime = lifetime;
        _logger = logger;
        Budget = TimeSpan.FromSeconds(options.Value.ShutdownSeconds);
        Registry = system.Spawn(ModelRegistry.Props(parts), "models");
        system.Shutdown.AddTask(ShutdownPhase.Drain, "models", UnloadAllAsync);
    }

    /// <summary>The parent of all model supervisors.</summary>
    internal ActorRef<IRegistryMessage> Registry { get; }

    private TimeSpan Budget { get; }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _system.Shutdown.RunAsync(Budget);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await _lifetime.WhenStartedAsync(stoppingToken); // loading is work: health is to be answered before it begins
            await _source.WatchAsync(models => Registry.Tell(new RegistryProtocol.SetModels(models)), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopping();
        }
    }

    private Task UnloadAllAsync(CancellationToken cancellation) => Task.WhenAll(_catalog.Models.Select(
        model => Registry.AskAsync<AdminOutcome>(
            replyTo => new RegistryProtocol.StopModel(model.Name, replyTo), Budget, cancellation).AsTask()));

    [LoggerMessage(EventIds.HostStopping, LogLevel.Information, "stopping: models are drained and unloaded")]
    private partial void LogStopping();
}
