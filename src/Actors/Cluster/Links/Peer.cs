using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Actors.Cluster.Links;

/// <summary>A node to be connected to.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Address">Where its link port is: <c>http://host:8002</c>, or <c>https://…</c> with mutual TLS.</param>
/// <param name="Instance">Another number for each process that bore the name.</param>
public sealed record Peer(NodeId Node, Uri Address, long Instance);
