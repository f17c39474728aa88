using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Traffic;

/// <summary>What the traffic monitor understands. All but <see cref="BrokenElsewhere"/> comes from itself.</summary>
public interface ITrafficMonitorMessage;

/// <summary>Another node saw a candidate break a limit; for the leader's monitor.</summary>
/// <param name="Model">Which.</param>
/// <param name="Candidate">The version.</param>
/// <param name="Limit">The limit, with the figures.</param>
/// <param name="Node">Who saw it.</param>
public sealed record BrokenElsewhere(ModelName Model, ModelVersion Candidate, string Limit, NodeId Node) : ITrafficMonitorMessage;

/// <summary>The other messages of the traffic monitor.</summary>
internal static class TrafficMonitorProtocol
{
    /// <summary>Look at every candidate.</summary>
    internal sealed record Look : ITrafficMonitorMessage;

    /// <summary>The plan was changed, or that was refused.</summary>
    internal sealed record Answered(ModelName Model, CandidateWatch Watch, ControlOutcome Outcome) : ITrafficMonitorMessage;

    /// <summary>The leader knows of it.</summary>
    internal sealed record Told(CandidateWatch Watch) : ITrafficMonitorMessage;

    /// <summary>The plan could not be changed.</summary>
    internal sealed record Broken(ModelName Model, CandidateWatch Watch, Exception Failure) : ITrafficMonitorMessage;
}
