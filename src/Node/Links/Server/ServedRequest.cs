namespace ModelCluster.Node.Links.Server;

/// <summary>
/// A request of another node that runs here, so that it can be cancelled; used again for another request while it was not. It has
/// no timer, so that nothing is lost when it is dropped without being disposed of.
/// </summary>
internal sealed class ServedRequest : CancellationTokenSource;
