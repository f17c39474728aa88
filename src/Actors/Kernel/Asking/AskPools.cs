using System.Collections.Concurrent;

namespace ModelCluster.Actors.Kernel.Asking;

/// <summary>The asks of one actor system, pooled by reply type, so that an ask costs no more garbage than its message.</summary>
internal sealed class AskPools(TimeProvider time)
{
    private readonly ConcurrentDictionary<Type, object> _pools = new();

    /// <summary>Starts an ask.</summary>
    public Ask<TReply> Begin<TReply>(ActorPath actor, TimeSpan timeout, CancellationToken cancellation, out long generation)
    {
        if (timeout <= TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(
                nameof(timeout), timeout, $"An ask needs a positive timeout or Timeout.InfiniteTimeSpan; actor {actor} was asked with {timeout}.");
        var pool = Pool<TReply>();
        var ask = pool.Rent() ?? new Ask<TReply>(pool, time);
        generation = ask.Begin(actor, timeout, cancellation);
        return ask;
    }

    private AskPool<TReply> Pool<TReply>() =>
        (AskPool<TReply>)_pools.GetOrAdd(typeof(TReply), static _ => new AskPool<TReply>());
}
