using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Control;

/// <summary>What came of models' traffic plans so far. Never waits. Thread-safe.</summary>
public interface ITrafficReports
{
    /// <summary>One model's; null if it is unknown.</summary>
    TrafficReport? Find(ModelName model);
}
