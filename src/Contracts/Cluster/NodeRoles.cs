namespace ModelCluster.Contracts.Cluster;

/// <summary>What a node is for. Each may be on a node of its own, so that the two scale apart.</summary>
[Flags]
public enum NodeRoles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Takes clients' requests and routes them.</summary>
    Api = 1,

    /// <summary>Holds servables.</summary>
    Worker = 2,

    /// <summary>Both, the default.</summary>
    All = Api | Worker,
}
