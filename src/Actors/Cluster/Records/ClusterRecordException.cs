using ModelCluster.Contracts.Coordination;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>A value of the coordination store is not what its key promises.</summary>
/// <param name="key">The key.</param>
/// <param name="problem">What is wrong with the value, as the end of a sentence.</param>
/// <param name="inner">The error of the reader, if any.</param>
public sealed class ClusterRecordException(string key, string problem, Exception? inner = null)
    : CoordinationException($"the value of '{key}' in the lighthouse {problem}", inner)
{
    /// <summary>The key.</summary>
    public string Key => key;
}
