namespace ModelCluster.Node.Links.Client;

/// <summary>Two nodes do not take each other for members of one cluster: their secrets, or names, differ.</summary>
internal sealed class LinkRefusedException(string message) : HttpRequestException(message);
