using ModelCluster.Actors.Serving;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models;

/// <summary>What a servable actor understands.</summary>
public interface IServableMessage;

/// <summary>The messages of a servable actor.</summary>
public static class ServableProtocol
{
    /// <summary>Begin, or after a failure begin again.</summary>
    public sealed record Load : IServableMessage;

    /// <summary>Drain, unload and end. The routes do not lead here any more.</summary>
    public sealed record Retire : IServableMessage;

    internal sealed record FileRead : IServableMessage;

    internal sealed record Noted(string Note) : IServableMessage;

    /// <summary>Owns the servable until it is received; disposed by the kernel when the actor has stopped meanwhile.</summary>
    internal sealed record Loaded(Servable Servable) : IServableMessage, IDisposable
    {
        public void Dispose() => Servable.Dispose();
    }

    internal sealed record LoadFailed(Exception Failure) : IServableMessage;

    internal sealed record Drained : IServableMessage;

    internal sealed record Unloaded : IServableMessage;

    /// <summary>Draining or unloading failed, which only a bug explains: the actor fails with it.</summary>
    internal sealed record Broken(Exception Failure) : IServableMessage;

    /// <summary>What a servable actor tells its supervisor at every step.</summary>
    /// <param name="Number">The incarnation.</param>
    /// <param name="State">Where it is now.</param>
    /// <param name="Reason">Why it failed; empty otherwise.</param>
    /// <param name="CanRetry">For a failure: true if trying again may help, false for a bad artefact.</param>
    /// <param name="Servable">From available to draining.</param>
    public sealed record Observed(int Number, ServableState State, string Reason, bool CanRetry, IReplica? Servable)
    {
        /// <summary>For a failure: ends when trying again may help; null: that cannot be told.</summary>
        public Task? RetryWhen { get; init; }

        /// <summary>Where it is; null: on this node, or nowhere yet.</summary>
        public NodeId? Node { get; init; }

        /// <summary>True: nothing has happened, but it is to be replaced by another elsewhere.</summary>
        public bool IsToMove { get; init; }
    }
}
