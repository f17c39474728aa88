using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Serving;

/// <summary>Hands operators' commands to the models' supervisors. Thread-safe.</summary>
internal sealed class ModelControl(ModelHost host, ServingParts parts) : IModelControl
{
    /// <summary>How long a caller waits before it is told that what it began goes on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task<ControlOutcome> ExecuteAsync(ModelName model, ModelCommand command, Cause cause, bool dryRun, CancellationToken cancellation)
    {
        try
        {
            return await host.Registry.AskAsync<ControlOutcome>(
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

    private ControlOutcome Failed(ModelName model, string message)
    {
        var now = Find(model);
        return new ControlOutcome(AdminStatus.Failed, message, now, now, []);
    }
}
