using ModelCluster.Api.Http.Cluster;

namespace ModelCluster.Node.Links.Server;

/// <summary>
/// A connection on the links' listener, as a feature of it and of its requests: whose it is, once that is proved. Requests of one
/// connection may come at the same time.
/// </summary>
internal sealed class LinkConnection
{
    private readonly Lock _lock = new();
    private LinkCaller? _caller;
    private LinkProof.Exchange? _challenge;

    /// <summary>The node at the other end; null: not proved.</summary>
    internal LinkCaller? Caller => Volatile.Read(ref _caller);

    /// <summary>Asks the other end for a proof; what was asked before counts no more.</summary>
    internal void Challenge(in LinkProof.Exchange exchange)
    {
        lock (_lock)
            _challenge = exchange;
    }

    /// <summary>What the other end was asked for, which it can answer only once; null: nothing.</summary>
    internal LinkProof.Exchange? TakeChallenge()
    {
        lock (_lock)
        {
            var challenge = _challenge;
            _challenge = null;
            return challenge;
        }
    }

    /// <summary>It was proved.</summary>
    internal void Accept(LinkCaller caller) => Volatile.Write(ref _caller, caller);
}
