namespace ModelCluster.Actors.Cluster.Placement;

/// <summary>Says why a replica can be placed nowhere. Stateless.</summary>
internal static class Unplaced
{
    internal static string Why(Placed replica, IReadOnlyCollection<Worker> members)
    {
        var takers = members.Where(member => member.Takes).ToList();
        var why = takers.Count == 0
            ? members.Count == 0
                ? "the cluster has no members"
                : $"none of the {members.Count} members is a worker that is up and within reach"
            : $"needs {Megabytes(replica.Memory)}, but no worker has more than {Megabytes(Math.Max(0, takers.Max(worker => worker.Left)))} "
              + "of its budget left";
        return (replica.Old ?? replica.At) is { } at ? $"{why}; it stays on {at.Node}, which is leaving" : why;
    }

    /// <summary>To the byte, so that two that differ never read the same.</summary>
    private static string Megabytes(long bytes) => $"{bytes / 1e6:0.######} MB";
}
