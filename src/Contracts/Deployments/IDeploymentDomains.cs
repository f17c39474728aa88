using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Deployments;

/// <summary>Which host names belong to which deployment. Reads a snapshot; never waits. Thread-safe.</summary>
public interface IDeploymentDomains
{
    /// <summary>True when no deployment has a domain.</summary>
    bool IsEmpty { get; }

    /// <summary>The model that a request's host belongs to; null if none.</summary>
    /// <param name="host">The host name, in any case, without a port.</param>
    /// <param name="port">
    /// The port that the client named; null if none. Among deployments of one domain the one with this port is meant, else the
    /// one deployed last.
    /// </param>
    ModelName? Find(ReadOnlySpan<char> host, int? port);
}
