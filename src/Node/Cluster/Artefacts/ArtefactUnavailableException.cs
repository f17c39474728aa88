namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>No node gave the artefact; trying again may help.</summary>
/// <param name="message">Which artefact, what each node said, and what to do.</param>
/// <param name="inner">What happened with the last node.</param>
internal sealed class ArtefactUnavailableException(string message, Exception? inner = null) : IOException(message, inner);
