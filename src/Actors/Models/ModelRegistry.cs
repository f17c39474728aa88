using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using static ModelCluster.Actors.Models.RegistryProtocol;

namespace ModelCluster.Actors.Models;

/// <summary>The parent of all model supervisors: one for each model that the source names, stopped when the model is gone.</summary>
/// <remarks>
/// A supervisor never stops itself: it says that it is empty, and the registry stops it unless it has told it something
/// since. So no command is ever lost in the mailbox of a supervisor that is ending.
/// </remarks>
public sealed class ModelRegistry(ServingParts parts) : Actor<IRegistryMessage>
{
    private readonly Dictionary<ModelName, Entry> _entries = [];
    private int _spawned;
    private int _lastLeave;

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
            case Control control when _entries.TryGetValue(control.Model, out var entry) && (!entry.IsLeaving || control.Command is ModelCommand.Unload):
                entry.Supervisor.Tell(new ModelProtocol.Control(control.Command, control.Cause, control.IsDryRun, control.ReplyTo));
                Remind(entry);
                break;
            case Control control:
                control.ReplyTo.Tell(new ControlOutcome(AdminStatus.NotFound, Unknown(control), null, null, []));
                break;
            case StopModel stop when _entries.TryGetValue(stop.Model, out var entry):
                entry.Wish.IsStopping = true;
                entry.Supervisor.Tell(new ModelProtocol.Stop(stop.ReplyTo));
                Remind(entry);
                break;
            case StopModel stop:
                stop.ReplyTo.Tell(AdminOutcome.Done);
                break;
            case Wake wake:
                _entries.GetValueOrDefault(wake.Model)?.Supervisor.Tell(new ModelProtocol.Activate());
                break;
            case Sleep sleep:
                _entries.GetValueOrDefault(sleep.Model)?.Supervisor.Tell(new ModelProtocol.Sleep());
                break;
            case Scale scale:
                _entries.GetValueOrDefault(scale.Model)?.Supervisor.Tell(new ModelProtocol.Scale(scale.Replicas, scale.Reason));
                break;
            case Left left:
                OnLeft(left);
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
            if (models.ContainsKey(name) || entry.IsLeaving)
                continue;
            parts.Log.Gone(name);
            TellToLeave(entry);
        }

        foreach (var model in models.Values)
            Set(model);
        parts.Routes.MarkComplete();
    }

    private void Set(AspiredModel model)
    {
        if (!_entries.TryGetValue(model.Name, out var entry))
        {
            _entries[model.Name] = Spawn(model);
            return;
        }

        if (!entry.IsLeaving && ReferenceEquals(entry.Wish.Model, model))
            return; // a change of one model does not wake all the others
        entry.Wish.Model = model;
        entry.Wish.LeaveNumber = 0;
        entry.Supervisor.Tell(new ModelProtocol.SetAspired(model));
    }

    /// <summary>A supervisor that leaves is not to be stopped before it has seen the last command.</summary>
    private void Remind(Entry entry)
    {
        if (entry.IsLeaving)
            TellToLeave(entry);
    }

    private static string Unknown(Control control) => control.Command switch
    {
        ModelCommand.Load or ModelCommand.LoadWith => $"failed to load '{control.Model}', no such model in the repository",
        ModelCommand.Unload => $"failed to unload '{control.Model}': no such model",
        _ => $"Request for unknown model: '{control.Model}' is not found",
    };

    /// <summary>Empties the model; its supervisor is stopped when nothing of it is left.</summary>
    private void TellToLeave(Entry entry)
    {
        entry.Wish.LeaveNumber = ++_lastLeave;
        entry.Supervisor.Tell(new ModelProtocol.Leave(_lastLeave));
    }

    private void OnLeft(Left left)
    {
        if (!_entries.TryGetValue(left.Model, out var entry) || entry.Wish.LeaveNumber != left.Number)
            return;
        Context.Stop(entry.Supervisor);
        _entries.Remove(left.Model);
        parts.Routes.Remove(left.Model);
        parts.Board.Remove(left.Model);
    }

    /// <summary>Starts the model's supervisor; its routes are there when this returns, if only to say that it is new.</summary>
    private Entry Spawn(AspiredModel model)
    {
        Action? wait = model.Options.Lazy ? static () => { } : null; // a request waits for what the supervisor publishes
        parts.Routes.Introduce(new ModelRoutes(new ModelView(model.Name, [], model.Problem, model.Options.Required), [], wait));
        var wish = new ModelWish(model);
        var self = Self;
        var props = Kernel.Props.Create<IModelMessage>(() => new ModelSupervisor(wish, parts, self)).WithStrategy(ModelSupervisor.Strategy);
        return new Entry(Context.Spawn(props, $"{model.Name}-{++_spawned}"), wish);
    }

    private sealed record Entry(ActorRef<IModelMessage> Supervisor, ModelWish Wish)
    {
        internal bool IsLeaving => Wish.LeaveNumber > 0;
    }
}
