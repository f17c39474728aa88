namespace ModelCluster.Node.Links.Frames;

/// <summary>The other side of a link sent what no node of this version sends; the link is closed.</summary>
internal sealed class LinkProtocolException(string message) : Exception(message);
