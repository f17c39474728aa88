using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using static ModelCluster.Actors.Models.RegistryProtocol;

namespace ModelCluster.Actors.Models;

/// <summary>The parent of all model supervisors: one for each model that the source names, ended when the model is gone.</summary>
public sealed class ModelRegistry(ServingParts parts) : Actor<IRegistryMessage>
{
    private readonly Dictionary<ModelName, Entry> _entries = [];
    private int _generation;

    /// <summary>How to start it. A supervisor that fails begins again from the newest wanted state, ever more slowly.</summary>
    public static Props<IRegistryMessage> Props(ServingParts parts) =>
        Kernel.Props.Create<IRegistryMessage>(() => new ModelRegistry(parts)).WithStrategy(
            new SupervisorStrategy(_ => Directive.Restart).WithBackoff(
                new RestartBackoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30))));

    /// <inheritdoc/>
    protected internal override void Receive(IRegistryMessage message)
    {
        switch (message)
        {
            case SetModels set:
                OnSetModels(set.Models);
                break;
            case LoadModel load:
                Supervisor(load.Model).Tell(new ModelProtocol.Load(load.Model, load.ReplyTo));
                break;
            case UnloadModel unload when _entries.TryGetValue(unload.Model, out var entry):
                entry.Supervisor.Tell(new ModelProtocol.Unload(unload.ReplyTo));
                break;
            case UnloadModel unload:
                unload.ReplyTo.Tell(new AdminOutcome(AdminStatus.NotFound, $"failed to unload '{unload.Model}': no such model"));
                break;
            case Removed removed:
                OnRemoved(removed);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnSetModels(IReadOnlyDictionary<ModelName, AspiredModel> models)
    {
        foreach (var (name, entry) in _entries)
        {
            if (!models.ContainsKey(name))
                Remove(name, entry);
        }

        foreach (var model in models.Values)
            Supervisor(model).Tell(new ModelProtocol.SetAspired(model));
        parts.Routes.MarkComplete();
    }

    /// <summary>The model's supervisor, made if need be; its routes are there when this returns, if only to say that it is new.</summary>
    private ActorRef<IModelMessage> Supervisor(AspiredModel model)
    {
        if (_entries.TryGetValue(model.Name, out var entry))
        {
            entry.Latest.Model = model;
            entry.IsLeaving = false;
            return entry.Supervisor;
        }

        parts.Routes.Publish(new ModelRoutes(new ModelView(model.Name, [], model.Problem, model.Options.Required), [], null));
        var latest = new Latest { Model = model };
        var generation = ++_generation;
        var props = Kernel.Props.Create<IModelMessage>(() => new ModelSupervisor(latest.Model, parts))
            .WithStrategy(SupervisorStrategy.Stopping);
        var supervisor = Context.Spawn(props, $"{model.Name}-{generation}");
        Context.Watch(supervisor, new Removed(model.Name, generation));
        _entries[model.Name] = new Entry(supervisor, latest, generation);
        return supervisor;
    }

    /// <summary>Empties the model; its supervisor is stopped when nothing of it is left.</summary>
    private void Remove(ModelName name, Entry entry)
    {
        if (entry.IsLeaving)
            return;
        entry.IsLeaving = true;
        var gone = entry.Latest.Model with { Found = [], Problem = null };
        entry.Latest.Model = gone;
        entry.Supervisor.Tell(new ModelProtocol.SetAspired(gone));
        entry.Supervisor.Tell(new ModelProtocol.Leave());
        parts.Log.Gone(name);
    }

    private void OnRemoved(Removed removed)
    {
        if (!_entries.TryGetValue(removed.Model, out var entry) || entry.Generation != removed.Generation)
            return;
        _entries.Remove(removed.Model);
        parts.Routes.Remove(removed.Model);
        if (!entry.IsLeaving)
            Supervisor(entry.Latest.Model);
    }

    /// <summary>What a supervisor that is restarted begins with; written here, read in the supervisor's turn.</summary>
    private sealed class Latest
    {
        private AspiredModel? _model;

        internal required AspiredModel Model
        {
            get => Volatile.Read(ref _model)!;
            set => Volatile.Write(ref _model, value);
        }
    }

    private sealed record Entry(ActorRef<IModelMessage> Supervisor, Latest Latest, int Generation)
    {
        internal bool IsLeaving { get; set; }
    }
}
