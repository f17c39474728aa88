using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Serving;

/// <summary>
/// Loads and unloads whole models on request: first the repository takes the files that came with the request, then it is a
/// command as any other. Thread-safe.
/// </summary>
internal sealed class ModelAdmin(FolderModelSource folders, IModelSource everything, IModelControl control) : IModelAdmin
{
    public async Task<AdminOutcome> LoadAsync(
        ModelName name,
        string? configurationJson,
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files,
        Cause cause,
        CancellationToken cancellation)
    {
        if (folders.Upload(name, configurationJson, files) is { } refused)
            return new AdminOutcome(AdminStatus.InvalidArgument, $"failed to load '{name}': {refused}");
        await everything.RefreshAsync(cancellation);
        var settings = files.Count == 0 ? configurationJson : null; // settings that came with files stay with them
        return await DoAsync(name, new ModelCommand.LoadWith(settings), cause, cancellation);
    }

    public Task<AdminOutcome> UnloadAsync(ModelName name, Cause cause, CancellationToken cancellation) =>
        DoAsync(name, new ModelCommand.Unload(), cause, cancellation);

    private async Task<AdminOutcome> DoAsync(ModelName name, ModelCommand command, Cause cause, CancellationToken cancellation)
    {
        var outcome = await control.ExecuteAsync(name, command, cause, dryRun: false, cancellation);
        return outcome.Status == AdminStatus.Done ? AdminOutcome.Done : new AdminOutcome(outcome.Status, outcome.Message);
    }
}
