namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>Fetched artefacts cannot be kept on this node's disk, whichever node they come from.</summary>
/// <param name="message">Which folder, why, and what to do.</param>
/// <param name="inner">What the system said.</param>
internal sealed class ArtefactShelfException(string message, Exception? inner = null) : IOException(message, inner);
