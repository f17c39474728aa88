using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Api.Http.Infer;

/// <summary>Says in a cluster's answers which node and which version served them. Thread-safe.</summary>
/// <param name="self">This node; <c>default</c> for one that is alone, whose answers say nothing of it.</param>
public sealed class ServedBy(NodeId self)
{
    /// <summary>The header that names the node.</summary>
    public const string NodeHeader = "modelcluster-node";

    /// <summary>The header that names the version.</summary>
    public const string VersionHeader = "modelcluster-version";

    /// <summary>Adds the headers, before the answer begins.</summary>
    internal void Note(HttpResponse response, InferenceReply reply)
    {
        if (self == default)
            return;
        response.Headers[NodeHeader] = reply.Node == default ? self.Value : reply.Node.Value;
        response.Headers[VersionHeader] = reply.Servable.Version.ToString();
    }
}
