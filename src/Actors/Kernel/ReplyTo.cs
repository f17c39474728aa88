namespace ModelCluster.Actors.Kernel;

/// <summary>
/// Where an answer goes: to a waiting ask, or to an actor. Copy it freely, keep it, answer from any thread;
/// the first answer counts, later ones and answers after the asker's timeout are dropped.
/// </summary>
/// <typeparam name="TReply">The type of the answer.</typeparam>
public readonly struct ReplyTo<TReply>
{
    private readonly IReplySink<TReply>? _sink;
    private readonly long _generation;

    internal ReplyTo(IReplySink<TReply> sink, long generation)
    {
        _sink = sink;
        _generation = generation;
    }

    /// <summary>Gives the answer. A default value, which nobody waits for, drops it.</summary>
    public void Tell(TReply reply) => _sink?.Reply(_generation, reply);

    /// <summary>Makes the waiting ask throw. For bugs and broken machines; an expected failure is a reply. An actor as target is not told.</summary>
    public void Fail(Exception reason) => _sink?.Fail(_generation, reason);
}
