using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Traffic;

/// <summary>The node of the cluster that changes traffic plans, as a monitor sees it. Thread-safe.</summary>
public interface ITrafficLeader
{
    /// <summary>True on that node itself.</summary>
    bool IsHere { get; }

    /// <summary>Tells it that a candidate broke a limit on this node. It decides, and everybody sees the plan that then counts.</summary>
    /// <param name="model">Which.</param>
    /// <param name="candidate">The version.</param>
    /// <param name="broken">The limit, with the figures.</param>
    /// <exception cref="InvalidOperationException">Nobody leads, or who does was not reached.</exception>
    Task TellBrokenAsync(ModelName model, ModelVersion candidate, string broken);
}
