using System.Runtime.ExceptionServices;
using ModelCluster.Actors.Journal;

namespace ModelCluster.Actors.Kernel;

/// <remarks>Writing events, finding out about writes of unknown outcome, and snapshots. The journal is never called in the turn itself.</remarks>
public abstract partial class EventSourcedActor<TMessage, TState, TEvent>
{
    private readonly Guid _writer = Guid.NewGuid();
    private Decision<TState, TEvent>? _writing;
    private bool _isOutcomeUnknown;
    private bool _isCatchingUp;
    private bool _isSavingSnapshot;
    private long _snapshotNr;

    private void Write(Decision<TState, TEvent> decision)
    {
        var encoded = decision.Events.Select(_sourcing.Events.Encode).ToArray();
        var append = new Append(PersistenceId, SequenceNr + 1, encoded, Context.Time.GetUtcNow(), decision.Cause, _writer);
        _writing = decision;
        Context.Hold();
        Context.Continue(Task.Run(() => AppendAsync(append)), _ => OnWritten(decision), failure => OnNotWritten(decision, failure));
    }

    private async Task<long> AppendAsync(Append append)
    {
        await _sourcing.Journal.AppendAsync(append);
        return append.LastSequenceNr;
    }

    private void OnWritten(Decision<TState, TEvent> decision)
    {
        _writing = null;
        foreach (var happened in decision.Events) Advance(happened);
        SaveSnapshotWhenDue();
        Context.Release();
        decision.Effects?.Invoke(_state);
    }

    private void OnNotWritten(Decision<TState, TEvent> decision, Exception failure)
    {
        _writing = null;
        Context.Release();
        if (failure is not JournalUnavailableException unavailable)
        {
            var reason = failure is SequenceConflictException ? RefusalReason.NewerOwner : RefusalReason.Stopped;
            decision.Refusals?.Invoke(new Refusal(reason, failure.Message));
            ExceptionDispatchInfo.Throw(failure);
            return;
        }

        if (unavailable.MayHaveBeenWritten)
        {
            _isOutcomeUnknown = true;
            CatchUpLater();
        }

        decision.Refusals?.Invoke(ToRefusal(unavailable));
    }

    private void Advance(TEvent happened)
    {
        _state = Apply(_state, happened);
        SequenceNr++;
    }

    /// <summary>The message is decided again once it is known what the history holds; refused when that cannot be found out.</summary>
    private void CatchUpThen(TMessage message, Decision<TState, TEvent> decision)
    {
        _writing = decision;
        Context.Hold();
        CatchUp(
            () =>
            {
                _writing = null;
                Context.Release();
                Receive(message);
            },
            failure => OnNotWritten(decision, failure));
    }

    private void CatchUpLater() => Context.Continue(
        WaitAsync(),
        _ =>
        {
            if (!_isOutcomeUnknown) return;
            if (_isCatchingUp)
            {
                CatchUpLater();
                return;
            }

            Context.Hold();
            CatchUp(
                Context.Release,
                failure =>
                {
                    Context.Release();
                    if (failure is not JournalUnavailableException) ExceptionDispatchInfo.Throw(failure);
                    CatchUpLater();
                });
        },
        ExceptionDispatchInfo.Throw);

    private async Task<bool> WaitAsync()
    {
        await Task.Delay(_sourcing.CatchUpInterval, Context.Time);
        return true;
    }

    private void CatchUp(Action known, Action<Exception> failed)
    {
        _isCatchingUp = true;
        var journal = _sourcing.Journal;
        var from = SequenceNr + 1;
        Context.Continue(
            Task.Run(() => journal.ReadAsync(PersistenceId, from, JournalLimits.MaxPage)),
            records =>
            {
                _isCatchingUp = false;
                if (records.Any(record => record.Writer != _writer))
                {
                    failed(new SequenceConflictException(PersistenceId, from, records[^1].SequenceNr));
                    return;
                }

                _isOutcomeUnknown = false;
                foreach (var record in records) Advance(_sourcing.Events.Decode(record));
                if (records.Count > 0) OnRecovered();
                known();
            },
            failure =>
            {
                _isCatchingUp = false;
                failed(failure);
            });
    }

    private void SaveSnapshotWhenDue()
    {
        if (_isSavingSnapshot || SequenceNr - _snapshotNr < _sourcing.SnapshotEvery) return;
        _isSavingSnapshot = true;
        var (state, sequenceNr, time) = (_state, SequenceNr, Context.Time.GetUtcNow());
        Context.Continue(
            Task.Run(async () =>
            {
                await _sourcing.Journal.SaveSnapshotAsync(_sourcing.Snapshots.Encode(PersistenceId, sequenceNr, time, state));
                return sequenceNr;
            }),
            saved => (_isSavingSnapshot, _snapshotNr) = (false, saved),
            failure =>
            {
                // a snapshot only saves time; the next event tries again
                _isSavingSnapshot = false;
                Context.ReportHook("SaveSnapshot", failure);
            });
    }

    private static Refusal ToRefusal(JournalUnavailableException failure) => failure.MayHaveBeenWritten
        ? new Refusal(RefusalReason.OutcomeUnknown, failure.Message)
        : new Refusal(RefusalReason.JournalUnavailable, failure.Message);
}
