using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Serving;

/// <summary>Hands operators' commands to the models' supervisors. Thread-safe.</summary>
internal sealed class ModelControl(Leadership leadership, IModelSource source, ServingParts parts) : IModelControl
{
    /// <summary>How long a caller waits before it is told that what it began goes on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task<ControlOutcome> ExecuteAsync(ModelName model, ModelCommand command, Cause cause, bool dryRun, CancellationToken cancellation)
    {
        if (leadership.Current is not { } desk)
            return NotLeading(model);
        if (NamesUnknownVersion(model, command))
            await source.RefreshAsync(cancellation); // its file may have been put there a moment ago
        try
        {
            return await desk.Registry.AskAsync<ControlOutcome>(
                replyTo => new RegistryProtocol.Control(model, command, cause, dryRun, replyTo), Patience, cancellation);
        }
        catch (TimeoutException)
        {
            return Failed(model, $"not done after {Patience.TotalMinutes} minutes; it goes on");
        }
        catch (AskFailedException failure)
        {
            return Failed(model, $"the node is stopping: {failure.Message}");
        }
    }

    public ControlSnapshot? Find(ModelName model) => parts.Board.Find(model);

    private bool NamesUnknownVersion(ModelName model, ModelCommand command)
    {
        ModelVersion? named = command switch
        {
            ModelCommand.LoadVersion load => load.Version,
            ModelCommand.Pin pin => pin.Version,
            ModelCommand.MoveLabel move => move.Version,
            _ => null,
        };
        return named is { } version && Find(model)?.Model.Versions.All(view => view.Id.Version != version) is true;
    }

    private ControlOutcome NotLeading(ModelName model) =>
        Failed(model, "no node leads the cluster now, so that nothing can be changed; try again in a moment");

    private ControlOutcome Failed(ModelName model, string message)
    {
        var now = Find(model);
        return new ControlOutcome(AdminStatus.Failed, message, now, now, []);
    }
}
