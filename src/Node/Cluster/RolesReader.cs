using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Node.Cluster;

/// <summary>Reads <c>Cluster:Roles</c>.</summary>
internal static class RolesReader
{
    /// <summary>The roles; none if the text says none, or another word.</summary>
    internal static NodeRoles Read(string text)
    {
        var roles = NodeRoles.None;
        foreach (var word in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            switch (word.ToUpperInvariant())
            {
                case "API":
                    roles |= NodeRoles.Api;
                    break;
                case "WORKER":
                    roles |= NodeRoles.Worker;
                    break;
                default:
                    return NodeRoles.None;
            }
        }

        return roles;
    }
}
