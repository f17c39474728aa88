using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Kernel.EventSourcing;
using ModelCluster.Contracts.History;

namespace ModelCluster.Actors.Kernel;

/// <summary>
/// An actor whose state is the sum of its events, kept in a journal. For each message it decides, the events are written,
/// then applied to the state, and only then come effects and replies. While it recovers and while it writes, messages wait in
/// the mailbox, in order and within its bound.
/// </summary>
/// <remarks>
/// A write that fails is refused with the reason and changes nothing; the actor goes on. A <see cref="SequenceConflictException"/>
/// or a <see cref="RecoveryFailedException"/> is a failure for the parent's strategy: see <see cref="RecoveryStrategy"/>.
/// Read on in the Persisting part; docs/journal.md has the table of failures.
/// </remarks>
/// <typeparam name="TMessage">The actor's protocol.</typeparam>
/// <typeparam name="TState">The state; immutable, since it is also read on other threads.</typeparam>
/// <typeparam name="TEvent">The marker of the events; immutable.</typeparam>
public abstract partial class EventSourcedActor<TMessage, TState, TEvent> : Actor<TMessage>
    where TMessage : notnull
    where TEvent : notnull
{
    private readonly EventSourcing<TState, TEvent> _sourcing;
    private TState _state = default!;

    /// <summary>For subclasses.</summary>
    /// <param name="persistenceId">The name of the history; one living actor in the whole cluster may write to it.</param>
    /// <param name="sourcing">The journal and the codecs.</param>
    /// <exception cref="ArgumentException">The id is not allowed.</exception>
    protected EventSourcedActor(string persistenceId, EventSourcing<TState, TEvent> sourcing)
    {
        JournalLimits.CheckId(persistenceId);
        ArgumentNullException.ThrowIfNull(sourcing);
        (PersistenceId, _sourcing) = (persistenceId, sourcing);
    }

    /// <summary>The name of the history.</summary>
    protected string PersistenceId { get; }

    /// <summary>What all durable events made. From <see cref="OnRecovered"/> on.</summary>
    protected TState State => _state;

    /// <summary>The number of the last event in <see cref="State"/>; 0 for none.</summary>
    protected long SequenceNr { get; private set; }

    /// <summary>Nothing changes; effects and replies may be added.</summary>
    protected static Decision<TState, TEvent> Nothing => Decision<TState, TEvent>.Unchanged;

    /// <summary>The state before the first event.</summary>
    protected abstract TState Initial { get; }

    /// <summary>The state after an event. Pure; it never refuses. In a recovery it runs on another thread.</summary>
    protected abstract TState Apply(TState state, TEvent happened);

    /// <summary>What a message brings about. Pure but for effects that change nothing of the state, such as spawning a child.</summary>
    protected abstract Decision<TState, TEvent> Decide(TState state, TMessage message);

    /// <summary>
    /// Called in the actor's turn when <see cref="State"/> came from the journal: before the first message, and when a write
    /// whose outcome was unknown turns out to have happened.
    /// </summary>
    protected virtual void OnRecovered()
    {
    }

    /// <summary>The events happen, all or none, in this order.</summary>
    protected static Decision<TState, TEvent> Persist(Cause cause, params IReadOnlyList<TEvent> events) => Decision.Persist<TState, TEvent>(cause, events);

    /// <inheritdoc/>
    protected internal sealed override void PreStart()
    {
        Context.Hold();
        var initial = Initial;
        Context.Continue(
            Task.Run(() => Recovery.RunAsync(_sourcing, PersistenceId, initial, Apply)),
            recovered =>
            {
                (_state, SequenceNr, _snapshotNr) = recovered;
                Context.Release();
                OnRecovered();
            },
            failure => throw new RecoveryFailedException(PersistenceId, failure));
    }

    /// <inheritdoc/>
    protected internal sealed override void Receive(TMessage message)
    {
        var decision = Decide(_state, message);
        if (decision.Events.Count == 0) decision.Effects?.Invoke(_state);
        else if (_isOutcomeUnknown) CatchUpThen(message, decision);
        else Write(decision);
    }

    /// <inheritdoc/>
    protected internal override void PostStop()
    {
        var waiting = _writing;
        _writing = null;
        waiting?.Refusals?.Invoke(new Refusal(
            RefusalReason.Stopped, $"'{PersistenceId}' stopped while its change was being written; look again once it is back."));
    }
}
