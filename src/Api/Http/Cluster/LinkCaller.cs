using ModelCluster.Contracts.Cluster;

namespace ModelCluster.Api.Http.Cluster;

/// <summary>
/// The node that a request comes from: a feature of requests that came in on the links' listener, whose sender has proved that it
/// belongs to the cluster. Other requests lack it.
/// </summary>
/// <param name="Node">Its name, as it says itself.</param>
public sealed record LinkCaller(NodeId Node);
