using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Serving;

/// <summary>
/// Loads and unloads on request: first the repository takes what came with the request, then the registry is told.
/// Thread-safe.
/// </summary>
internal sealed class ModelAdmin(FolderModelSource folders, IModelSource everything, ModelHost host) : IModelAdmin
{
    /// <summary>How long a caller waits before it is told that loading goes on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task<AdminOutcome> LoadAsync(
        ModelName name,
        string? configurationJson,
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files,
        Cause cause,
        CancellationToken cancellation)
    {
        if (folders.Override(name, configurationJson, files) is { } refused)
            return new AdminOutcome(AdminStatus.InvalidArgument, $"failed to load '{name}': {refused}");
        await everything.RefreshAsync(cancellation);
        return await AskAsync(replyTo => new RegistryProtocol.LoadModel(name, replyTo, cause), cancellation);
    }

    public Task<AdminOutcome> UnloadAsync(ModelName name, Cause cause, CancellationToken cancellation) =>
        AskAsync(replyTo => new RegistryProtocol.UnloadModel(name, replyTo, Cause: cause), cancellation);

    private async Task<AdminOutcome> AskAsync(Func<ReplyTo<AdminOutcome>, IRegistryMessage> message, CancellationToken cancellation)
    {
        try
        {
            return await host.Registry.AskAsync(message, Patience, cancellation);
        }
        catch (TimeoutException)
        {
            return new AdminOutcome(AdminStatus.Failed, $"not done after {Patience.TotalMinutes} minutes; it goes on");
        }
        catch (AskFailedException failure)
        {
            return new AdminOutcome(AdminStatus.Failed, $"the node is stopping: {failure.Message}");
        }
    }
}
