namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>What a cluster of processes is to be like.</summary>
/// <param name="Replicas">Of each model.</param>
internal sealed record ClusterPlan(int Replicas)
{
    internal IReadOnlyList<string> Nodes { get; init; } = ["n1", "n2", "n3"];

    /// <summary>Names under which the sleeper is served.</summary>
    internal IReadOnlyList<string> Models { get; init; } = ["sleeper"];

    internal int LighthouseMembers { get; init; } = 1;

    /// <summary>The journal's connection; null for a file that the nodes share.</summary>
    internal string? Journal { get; init; }

    /// <summary>Hosts of their own for the nodes; null for this machine.</summary>
    internal NetworkLab? Network { get; init; }

    /// <summary>Settings of one node.</summary>
    internal Func<string, string[]> SettingsOf { get; init; } = _ => [];
}
