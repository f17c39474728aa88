namespace ModelCluster.Actors.Kernel;

/// <summary>An actor's constructor, PreStart or PostRestart threw; the inner exception says what.</summary>
public sealed class ActorInitializationException : Exception
{
    internal ActorInitializationException(ActorPath actor, Exception inner)
        : base($"Actor {actor} could not start: {inner.Message}", inner) => Actor = actor;

    /// <summary>The actor that could not start.</summary>
    public ActorPath Actor { get; }
}
