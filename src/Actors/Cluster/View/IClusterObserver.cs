namespace ModelCluster.Actors.Cluster.View;

/// <summary>Is told of every change of the cluster, in order, by one thread at a time. Must not block.</summary>
public interface IClusterObserver
{
    /// <summary>Another view counts.</summary>
    /// <param name="view">The view.</param>
    /// <param name="changes">What is different in it.</param>
    void OnChange(ClusterView view, ClusterChanges changes);
}
