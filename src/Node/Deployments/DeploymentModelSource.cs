using ModelCluster.Actors.Deployments;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Deployments;

/// <summary>
/// Deployments as models: each is a model of its name, each of its records a version, 1, 2, 3 and so on, and the served one is
/// what is wanted. Thread-safe; <see cref="WatchAsync"/> runs once at a time.
/// </summary>
internal sealed class DeploymentModelSource(
    DeploymentDirectory directory, DeploymentModels models, DeploymentDomains domains, TimeProvider time) : IModelSource
{
    /// <summary>How long the journal may keep the first set waiting: the other models must not wait for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async Task WatchAsync(Action<IReadOnlyDictionary<ModelName, AspiredModel>> onChange, CancellationToken cancellation)
    {
        await WaitForTheFirstAsync(cancellation);
        while (true)
        {
            var changed = directory.Changed;
            var snapshots = directory.All;
            domains.Set(snapshots);
            onChange(await Task.Run(() => models.Of(snapshots), cancellation));
            await changed.WaitAsync(cancellation);
        }
    }

    private async Task WaitForTheFirstAsync(CancellationToken cancellation)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(directory.Read, Task.Delay(Patience, time, late.Token));
        await late.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }
}
