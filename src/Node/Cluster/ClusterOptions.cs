using System.Net;
using ModelCluster.Node.Cluster.Inspection;

namespace ModelCluster.Node.Cluster;

/// <summary>How a node takes part in a cluster. Configuration section <c>Cluster</c>.</summary>
internal sealed class ClusterOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Cluster";

    /// <summary>The lighthouse's client addresses, separated by commas; empty: this node is alone.</summary>
    public string Lighthouse { get; set; } = "";

    /// <summary>The cluster's name: several can share a lighthouse.</summary>
    public string Name { get; set; } = "default";

    /// <summary>This node's name, unique in the cluster; empty: the machine's.</summary>
    public string Node { get; set; } = "";

    /// <summary>What the node is for: <c>api</c>, <c>worker</c> or both, separated by commas.</summary>
    public string Roles { get; set; } = "api,worker";

    /// <summary>What all nodes of the cluster know; at least 16 characters. Empty: certificates are used.</summary>
    public string Secret { get; set; } = "";

    /// <summary>A file with the secret, in place of it.</summary>
    public string SecretFile { get; set; } = "";

    /// <summary>Where other nodes reach this one.</summary>
    public string LinkAddress { get; set; } = "127.0.0.1:8002";

    /// <summary>The host name that others reach this node at; empty: the address it listens on, or the machine's name where that is all.</summary>
    public string AdvertisedHost { get; set; } = "";

    /// <summary>Seconds that a node may be silent before it is taken for gone. 1 to 3,600, default 3.</summary>
    public int LeaseSeconds { get; set; } = 3;

    /// <summary>Bytes that servables may take together; 0: three quarters of the machine's memory.</summary>
    public long MemoryBudgetBytes { get; set; }

    /// <summary>The user of the lighthouse; empty: it asks for none.</summary>
    public string LighthouseUser { get; set; } = "";

    /// <summary>That user's password.</summary>
    public string LighthousePassword { get; set; } = "";

    /// <summary>A PEM file with the authorities of the lighthouse's certificates; empty: the system's.</summary>
    public string LighthouseCa { get; set; } = "";

    /// <summary>A PEM file with the certificate that the lighthouse asks for; empty: none.</summary>
    public string LighthouseCertificate { get; set; } = "";

    /// <summary>A PEM file with its key.</summary>
    public string LighthouseKey { get; set; } = "";

    /// <summary>A PEM file with this node's certificate for links; empty: links are not encrypted.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>A PEM file with its key.</summary>
    public string CertificateKey { get; set; } = "";

    /// <summary>A PEM file with the authorities of the other nodes' certificates.</summary>
    public string CertificateAuthority { get; set; } = "";

    /// <summary>True where there is no lighthouse: this node is the whole cluster.</summary>
    public bool IsAlone => Lighthouse.Length == 0;

    /// <summary>This node's name.</summary>
    public string NodeName => Node.Length > 0 ? Node : LocalNode.OfMachine(Environment.MachineName).Id.Value;

    /// <summary>Where <see cref="LinkAddress"/> is.</summary>
    /// <exception cref="FormatException">It is no address.</exception>
    public IPEndPoint LinkEndpoint => IPEndPoint.Parse(
        LinkAddress.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + LinkAddress[9..] : LinkAddress);

    /// <summary>The host that others reach this node at.</summary>
    /// <param name="listens">Where it listens.</param>
    public string HostOf(IPEndPoint listens)
    {
        if (AdvertisedHost.Length > 0)
            return AdvertisedHost;
        var isAll = listens.Address.Equals(IPAddress.Any) || listens.Address.Equals(IPAddress.IPv6Any);
        return isAll ? Environment.MachineName : listens.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{listens.Address}]" : listens.Address.ToString();
    }
}
