using System.Net;
using Microsoft.Extensions.Options;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Node.Hosting;

namespace ModelCluster.Node.Cluster;

/// <summary>Who this node is. Immutable.</summary>
internal sealed class ThisNode
{
    /// <summary>The part of the machine's memory that servables may take where no budget was set.</summary>
    private const double MemoryShare = 0.75;

    public ThisNode(IOptions<ClusterOptions> options, IConfiguration configuration, TimeProvider time)
    {
        var cluster = options.Value;
        Id = NodeId.Parse(cluster.NodeName);
        var since = time.GetUtcNow();
        var link = cluster.IsAlone ? new IPEndPoint(IPAddress.Loopback, 8002) : cluster.LinkEndpoint;
        Record = new MemberRecord(
            since.UtcTicks ^ ((long)Environment.ProcessId << 48),
            new Uri($"{(cluster.Certificate.Length > 0 ? "https" : "http")}://{cluster.HostOf(link)}:{link.Port}"),
            HttpOf(cluster, configuration),
            RolesReader.Read(cluster.Roles),
            MemberState.Up,
            cluster.MemoryBudgetBytes > 0 ? cluster.MemoryBudgetBytes : (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * MemoryShare),
            Environment.ProcessorCount,
            typeof(ThisNode).Assembly.GetName().Version!.ToString(3),
            since);
    }

    /// <summary>Its name.</summary>
    public NodeId Id { get; }

    /// <summary>What it says of itself.</summary>
    public MemberRecord Record { get; }

    private static Uri? HttpOf(ClusterOptions cluster, IConfiguration configuration)
    {
        if (Listeners.HttpEndpoint(configuration) is not { } http)
            return null;
        return new Uri($"http://{cluster.HostOf(http)}:{http.Port}");
    }
}
