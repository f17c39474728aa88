namespace ModelCluster.Node.Links.Server;

/// <summary>A request of another node that runs here, so that it can be cancelled.</summary>
internal sealed class ServedRequest
{
    private readonly CancellationTokenSource _source = new();

    internal CancellationToken Cancellation => _source.Token;

    internal void Cancel() => _source.Cancel();

    /// <summary>True: nobody hears of it any more, and it can serve for another request.</summary>
    internal bool TryReset() => _source.TryReset();
}
