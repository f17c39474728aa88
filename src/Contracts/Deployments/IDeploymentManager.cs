using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Deployments;

/// <summary>
/// Deploys models of the repository under names, and keeps the history of it. Every change is durable before it is answered and
/// before it is carried out. Thread-safe.
/// </summary>
public interface IDeploymentManager
{
    /// <summary>Every deployment that has records, is active or cannot be read, by name; what has been read so far. Never waits.</summary>
    IReadOnlyList<DeploymentView> Deployments { get; }

    /// <summary>One deployment; null if it has no records, is not active and can be read. Never waits.</summary>
    DeploymentView? Find(ModelName name);

    /// <summary>True when every deployment was read from the journal after the start, or found to have a <see cref="DeploymentView.Problem"/>.</summary>
    bool IsRead { get; }

    /// <summary>Waits until <see cref="IsRead"/>.</summary>
    /// <exception cref="HistoryUnavailableException">That takes too long; the message says what to do.</exception>
    Task WhenReadAsync(CancellationToken cancellation);

    /// <summary>
    /// What happened to a deployment, oldest first, also to one that is gone; empty if nothing ever did. Of records that were cleared
    /// there is only that they were.
    /// </summary>
    /// <param name="name">Which.</param>
    /// <param name="from">The first sequence number wanted, from 1.</param>
    /// <param name="limit">1 to <see cref="IModelHistory.MaxLimit"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HistoryUnavailableException">The journal cannot be read now.</exception>
    Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(ModelName name, long from, int limit, CancellationToken cancellation);

    /// <summary>Saves a record and begins to serve it; does not wait until it serves.</summary>
    /// <param name="name">The name to serve it as.</param>
    /// <param name="settings">What to serve; checked here.</param>
    /// <param name="cause">Who asked.</param>
    /// <param name="cancellation">Gives up waiting; what was begun goes on.</param>
    Task<DeploymentOutcome> DeployAsync(ModelName name, DeploymentSettings settings, Cause cause, CancellationToken cancellation);

    /// <summary>Ends serving. The history stays unless it is to be cleared for good. Done, without a record, when there is nothing to delete.</summary>
    Task<DeploymentOutcome> DeleteAsync(ModelName name, bool clearAllRecords, Cause cause, CancellationToken cancellation);

    /// <summary>Saves a new record equal to an earlier one and serves it.</summary>
    /// <param name="name">Which deployment.</param>
    /// <param name="deploymentId">The earlier record; null for the one before the newest.</param>
    /// <param name="cause">Who asked.</param>
    /// <param name="cancellation">Gives up waiting; what was begun goes on.</param>
    Task<DeploymentOutcome> RollBackAsync(ModelName name, string? deploymentId, Cause cause, CancellationToken cancellation);

    /// <summary>Serves this version in place of the newest, also after later deployments; null: the newest counts again.</summary>
    Task<DeploymentOutcome> PinAsync(ModelName name, int? version, Cause cause, CancellationToken cancellation);
}
