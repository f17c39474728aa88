using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models.Commands;
using ModelCluster.Actors.Models.History;
using ModelCluster.Actors.Models.Spawning;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Actors.Serving.Warming;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models;

/// <summary>What the actors of this folder share. Immutable.</summary>
/// <param name="Loader">Makes servables.</param>
/// <param name="Loading">Where loading happens.</param>
/// <param name="Routes">Where supervisors publish.</param>
/// <param name="Log">What operators read.</param>
/// <param name="History">Where models' histories are kept; null: nowhere, and what operators decide lasts until the node ends.</param>
public sealed record ServingParts(
    ServableLoader Loader, LoadingQueue Loading, IRoutePublisher Routes, ModelsLog Log, EventSourcing<ModelIntent, IModelEvent>? History = null)
{
    private IServableSpawner? _spawner;

    /// <summary>What stands behind the replicas that supervisors want; if nothing was set, servables of this process.</summary>
    public IServableSpawner Spawner
    {
        get => _spawner ??= new LocalSpawner(this);
        init => _spawner = value;
    }

    /// <summary>Where supervisors publish what operators decided.</summary>
    public ControlBoard Board { get; } = new();

    /// <summary>Reads the settings that an operator gives as JSON, in the form of <c>model.json</c>. Thread-safe; blocks on small files only.</summary>
    public Func<ModelName, string, OptionsOrProblem> ReadOptions { get; init; } =
        static (_, _) => new OptionsOrProblem(null, "this node cannot read settings from a command; change model.json");

    /// <summary>Finds out whether a file is safe to load; null: every file is taken for safe.</summary>
    public IArtefactGuard? Guard { get; init; }

    /// <summary>Told once of each version that has become available. Called in a supervisor's turn: must not block or throw. Thread-safe.</summary>
    public Action<ServableView> WhenAvailable { get; init; } = static _ => { };
}
