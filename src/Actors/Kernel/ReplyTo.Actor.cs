namespace ModelCluster.Actors.Kernel;

/// <summary>Reply addresses that are not asks.</summary>
public static class ReplyTo
{
    /// <summary>Sends the answer to an actor, mapped to its own message type.</summary>
    /// <param name="target">Who gets the answer.</param>
    /// <param name="map">Makes the target's message; runs on the answering thread and must be pure.</param>
    public static ReplyTo<TReply> Actor<TReply, T>(ActorRef<T> target, Func<TReply, T> map)
        where T : notnull => new(new ActorSink<TReply, T>(target, map), generation: 0);

    private sealed class ActorSink<TReply, T>(ActorRef<T> target, Func<TReply, T> map) : IReplySink<TReply>
        where T : notnull
    {
        public void Reply(long generation, TReply reply) => target.Tell(map(reply));

        public void Fail(long generation, Exception reason)
        {
            // by contract only an ask learns of a failure; an actor that waits has its own timer
        }
    }
}
