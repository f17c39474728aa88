using ModelCluster.Actors.Cluster.Links;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>Gives up on a node that sends nothing for too long, or whose link is found dead. One transfer's.</summary>
internal sealed class TransferPatience : IAsyncDisposable
{
    /// <summary>How long nothing may come.</summary>
    internal static readonly TimeSpan Still = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly IPeerLink _link;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _either;
    private readonly ITimer _watch;

    /// <param name="link">The link to the node.</param>
    /// <param name="time">Time.</param>
    /// <param name="first">How long the answer may take to begin.</param>
    /// <param name="cancellation">The caller's.</param>
    internal TransferPatience(IPeerLink link, TimeProvider time, TimeSpan first, CancellationToken cancellation)
    {
        _link = link;
        _over = new CancellationTokenSource(first, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _over.Token);
        _watch = time.CreateTimer(_ => Look(), state: null, BetweenLooks, BetweenLooks);
    }

    /// <summary>Cancelled when it is over, or the caller gives up.</summary>
    internal CancellationToken Token => _either.Token;

    /// <summary>Why it is over, as the end of "node n1: …".</summary>
    internal string Reason => IsDead ? $"its link is {_link.Condition}".ToLowerInvariant() : $"nothing came for {Still.TotalSeconds:N0} s or more";

    private bool IsDead => _link.Condition is PeerCondition.Silent or PeerCondition.Refused;

    /// <summary>Something came: counts from now.</summary>
    internal void Renew() => _over.CancelAfter(Still);

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        _either.Dispose();
        _over.Dispose();
    }

    private void Look()
    {
        if (IsDead)
            _over.Cancel();
    }
}
