namespace ModelCluster.Actors.Kernel;

/// <summary>A handle to an actor that takes messages of type <typeparamref name="T"/>. Thread safe; survives restarts of the actor.</summary>
/// <typeparam name="T">The actor's protocol: a marker interface or base record of immutable messages.</typeparam>
public abstract class ActorRef<T> : ActorRef
    where T : notnull
{
    private protected ActorRef()
    {
    }

    /// <summary>
    /// Puts a message into the mailbox. Messages of one sender to one actor arrive in the order sent. Never blocks.
    /// When the actor has stopped or its bounded mailbox is full, the message becomes a dead letter.
    /// </summary>
    public abstract void Tell(T message);

    /// <summary>As <see cref="Tell"/>, but a message that cannot be delivered stays with the caller: no dead letter.</summary>
    /// <returns>False when the actor has stopped or its bounded mailbox is full.</returns>
    public abstract bool TryTell(T message);

    /// <summary>Sends a message that carries a reply address and waits for the reply. For the edge of the system; inside, messages flow one way.</summary>
    /// <param name="message">Builds the message around the reply address; called once, at once, on the caller's thread.</param>
    /// <param name="timeout">How long to wait, positive, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="cancellation">Gives up waiting; the message may still be handled.</param>
    /// <returns>The reply; await it once only. The continuation never runs inside the actor's turn.</returns>
    /// <exception cref="TimeoutException">No reply in time.</exception>
    /// <exception cref="AskFailedException">No reply will come, known at once: the actor has stopped, refused or failed on the message.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public abstract ValueTask<TReply> AskAsync<TReply>(
        Func<ReplyTo<TReply>, T> message, TimeSpan timeout, CancellationToken cancellation = default);

    /// <summary>
    /// A view of this actor that takes another message type, for a child or a peer that speaks its own protocol.
    /// The function runs on the sender's thread and must be pure.
    /// </summary>
    public ActorRef<TOther> Map<TOther>(Func<TOther, T> map)
        where TOther : notnull => new MappedActorRef<TOther, T>(this, map);
}
