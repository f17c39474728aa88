using ModelCluster.Contracts.History;

namespace ModelCluster.Actors.Kernel;

/// <summary>What is to happen because of a message: events first, then, once they are durable and applied, effects and replies. Immutable.</summary>
/// <typeparam name="TState">The actor's state.</typeparam>
/// <typeparam name="TEvent">Its events.</typeparam>
public sealed record Decision<TState, TEvent>
{
    internal static readonly Decision<TState, TEvent> Unchanged = new();
    private static readonly Cause Nobody = new(CauseKind.System, "");

    internal Decision()
    {
    }

    /// <summary>What happens; may be empty.</summary>
    public IReadOnlyList<TEvent> Events { get; internal init; } = [];

    /// <summary>Who or what brought the events about.</summary>
    public Cause Cause { get; internal init; } = Nobody;

    internal Action<TState>? Effects { get; private init; }

    internal Action<Refusal>? Refusals { get; private init; }

    /// <summary>Adds an effect: runs in the actor's turn with the new state, after the effects added before; at once when there are no events.</summary>
    public Decision<TState, TEvent> Then(Action<TState> effect) => this with { Effects = Effects + effect };

    /// <summary>As <see cref="Then"/>, with an answer.</summary>
    public Decision<TState, TEvent> ThenReply<TReply>(ReplyTo<TReply> replyTo, Func<TState, TReply> answer) =>
        Then(state => replyTo.Tell(answer(state)));

    /// <summary>Adds what to do when the events could not be written: runs in the actor's turn, the state being as before.</summary>
    public Decision<TState, TEvent> OrElse(Action<Refusal> effect) => this with { Refusals = Refusals + effect };

    /// <summary>As <see cref="OrElse"/>, with an answer.</summary>
    public Decision<TState, TEvent> OrReply<TReply>(ReplyTo<TReply> replyTo, Func<Refusal, TReply> answer) =>
        OrElse(refusal => replyTo.Tell(answer(refusal)));
}
