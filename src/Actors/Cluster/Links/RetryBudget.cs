namespace ModelCluster.Actors.Cluster.Links;

/// <summary>stub until merge</summary>
public sealed class RetryBudget
{
    private readonly bool _yes = true;

    /// <summary>stub</summary>
    public bool TrySpend() => _yes;
}
