using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Traffic;

/// <summary>What the traffic monitor understands. All of it comes from itself.</summary>
public interface ITrafficMonitorMessage;

/// <summary>The messages of the traffic monitor.</summary>
internal static class TrafficMonitorProtocol
{
    /// <summary>Look at every candidate.</summary>
    internal sealed record Look : ITrafficMonitorMessage;

    /// <summary>The plan was changed, or that was refused.</summary>
    internal sealed record Answered(ModelName Model, CandidateWatch Watch, ControlOutcome Outcome) : ITrafficMonitorMessage;

    /// <summary>The plan could not be changed.</summary>
    internal sealed record Broken(ModelName Model, CandidateWatch Watch, Exception Failure) : ITrafficMonitorMessage;
}
