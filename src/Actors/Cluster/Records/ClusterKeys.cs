using System.Globalization;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>
/// Makes and reads the keys of the coordination store, below the cluster's own prefix. Names of models and nodes are safe as
/// parts of a key as they are. What is called <c>All…</c> or <c>…Of</c> is the beginning of keys, and ends where a name does.
/// </summary>
public static class ClusterKeys
{
    /// <summary>Of the leader.</summary>
    public const string Leader = "leader";

    /// <summary>Of the sign that the leader has published everything.</summary>
    public const string LeaderReady = "leader-ready";

    /// <summary>Of the domains of what is deployed.</summary>
    public const string Domains = "domains";

    /// <summary>Of all members.</summary>
    public const string AllMembers = "members/";

    /// <summary>Of all models' routing.</summary>
    public const string AllModels = "models/";

    /// <summary>Of all settings.</summary>
    public const string AllSpecs = "specs/";

    /// <summary>Of all placements.</summary>
    public const string AllPlacements = "placements/";

    /// <summary>Of all that nodes say of what they hold.</summary>
    public const string AllServables = "servables/";

    /// <summary>Of a member.</summary>
    public static string Member(NodeId node) => $"{AllMembers}{node}";

    /// <summary>Of a model's routing.</summary>
    public static string Model(ModelName model) => $"{AllModels}{model}";

    /// <summary>Of settings and samples; the digest is of <see cref="SpecDigest"/>.</summary>
    public static string Spec(ModelName model, string digest) => $"{SpecsOf(model)}{digest}";

    /// <summary>Of all settings of one model.</summary>
    public static string SpecsOf(ModelName model) => $"{AllSpecs}{model}/";

    /// <summary>Of a replica's placement.</summary>
    public static string Placement(ReplicaKey replica) => $"{PlacementsOf(replica.Model)}{replica.Number}";

    /// <summary>Of all placements of one model.</summary>
    public static string PlacementsOf(ModelName model) => $"{AllPlacements}{model}/";

    /// <summary>Of what a node says of a replica that it holds.</summary>
    public static string Servable(NodeId node, ReplicaKey replica) => $"{ServablesOf(node)}{replica.Model}/{replica.Number}";

    /// <summary>Of all that a node says of what it holds.</summary>
    public static string ServablesOf(NodeId node) => $"{AllServables}{node}/";

    /// <summary>What a key is about; null for one that this release does not know, which is to be passed over.</summary>
    public static ClusterKey? Parse(string key) => key.Split('/') switch
    {
        [Leader] => new ClusterKey.Leader(),
        [LeaderReady] => new ClusterKey.LeaderReady(),
        [Domains] => new ClusterKey.Domains(),
        ["members", var node] when NodeId.TryParse(node, out var id) => new ClusterKey.Member(id),
        ["models", var model] when ModelName.TryParse(model, out var name, out _) => new ClusterKey.Model(name),
        ["specs", var model, var digest] when ModelName.TryParse(model, out var name, out _) && digest.Length > 0 => new ClusterKey.Spec(name, digest),
        ["placements", var model, var number] when TryReplica(model, number, out var replica) => new ClusterKey.Placement(replica),
        ["servables", var node, var model, var number] when NodeId.TryParse(node, out var id) && TryReplica(model, number, out var replica) =>
            new ClusterKey.Servable(id, replica),
        _ => null,
    };

    private static bool TryReplica(string model, string digits, out ReplicaKey replica)
    {
        replica = default;
        if (!ModelName.TryParse(model, out var name, out _) || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        replica = new ReplicaKey(name, number);
        return number > 0 && digits[0] != '0';
    }
}
