using ModelCluster.Actors.Kernel.Cells;
using ModelCluster.Actors.Kernel.Mailboxes;

namespace ModelCluster.Actors.Kernel;

/// <summary>The usual reference: straight into the actor's mailbox.</summary>
internal sealed class LocalActorRef<T>(ActorCell<T> cell) : ActorRef<T>
    where T : notnull
{
    internal override ActorCell Cell => cell;

    public override void Tell(T message)
    {
        var result = cell.Post(new Envelope<T>(message));
        if (result is not PostResult.Accepted) cell.ToDeadLetters(message, result);
    }

    public override bool TryTell(T message) => cell.Post(new Envelope<T>(message)) is PostResult.Accepted;

    public override ValueTask<TReply> AskAsync<TReply>(
        Func<ReplyTo<TReply>, T> message, TimeSpan timeout, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (cancellation.IsCancellationRequested) return ValueTask.FromCanceled<TReply>(cancellation);
        var ask = cell.System.Asks.Begin<TReply>(Path, timeout, cancellation, out var generation);
        var built = message(new ReplyTo<TReply>(ask, generation));
        var result = cell.Post(new Envelope<T>(built, ask, generation));
        if (result is not PostResult.Accepted)
        {
            cell.ToDeadLetters(built, result);
            ask.Fail(generation, new AskFailedException(Path, result is PostResult.Full ? AskFailure.MailboxFull : AskFailure.ActorStopped));
        }

        return ask.AsValueTask();
    }
}
