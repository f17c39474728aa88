using ModelCluster.Actors.Kernel.Cells;

namespace ModelCluster.Actors.Kernel;

/// <summary>Turns each message into one of the target's own protocol; the target in all else.</summary>
internal sealed class MappedActorRef<T, TTarget>(ActorRef<TTarget> target, Func<T, TTarget> map) : ActorRef<T>
    where T : notnull
    where TTarget : notnull
{
    internal override ActorCell Cell => target.Cell;

    public override void Tell(T message) => target.Tell(map(message));

    public override bool TryTell(T message) => target.TryTell(map(message));

    public override ValueTask<TReply> AskAsync<TReply>(
        Func<ReplyTo<TReply>, T> message, TimeSpan timeout, CancellationToken cancellation = default) =>
        target.AskAsync<TReply>(replyTo => map(message(replyTo)), timeout, cancellation);
}
