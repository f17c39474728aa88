using ModelCluster.Actors.Models.Commands;
using ModelCluster.Actors.Models.Deciding;
using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Models;
using static ModelCluster.Actors.Models.ModelProtocol;

namespace ModelCluster.Actors.Models;

/// <remarks>
/// Operators' commands: each is decided by what the history holds, written, then done, and answered when it is done or has
/// failed. The rules are in <see cref="CommandRules"/> and its neighbours.
/// </remarks>
internal sealed partial class ModelSupervisor
{
    private readonly List<PendingCommand> _inDecision = [];
    private readonly List<PendingCommand> _waiting = [];
    private readonly List<PendingCommand> _working = [];

    /// <summary>What operators see now.</summary>
    private ControlSnapshot Snapshot => new(_book.Intent, Routes().View, _history.SequenceNr);

    private void OnControl(PendingCommand command)
    {
        _inDecision.Add(command);
        if (command.Command is ModelCommand.RollBack back)
            ReadPast(command, back);
        else
            Decide(command);
    }

    private void ReadPast(PendingCommand command, ModelCommand.RollBack back)
    {
        if (parts.History is not { } sourcing)
        {
            Refuse(command, new Verdict.Refused(AdminStatus.Failed, "this node keeps no history, so that there is nothing to go back to"));
            return;
        }

        if ((back.SequenceNr is null) == (back.Time is null) || back.SequenceNr < 0)
        {
            Refuse(command, new Verdict.Refused(AdminStatus.InvalidArgument, "a roll-back goes to a sequence number from 0, or to a time; give one of the two"));
            return;
        }

        var name = _book.Name;
        Context.PipeToSelf(
            Task.Run(() => Past.ReadAsync(sourcing, name, back.SequenceNr, back.Time)),
            past => new PastRead(command, past, ""),
            failure => new PastRead(command, null, failure is PastUnknownException ? failure.Message : $"the history of '{name}' cannot be read now: {failure.Message}"));
    }

    private void OnPastRead(PastRead read)
    {
        read.Command.Past = read.Past;
        if (read.Past is null)
            Refuse(read.Command, new Verdict.Refused(AdminStatus.Failed, read.Problem));
        else
            Decide(read.Command);
    }

    private void Decide(PendingCommand command)
    {
        var facts = Facts();
        var self = Self;
        _history.Propose(new Proposal(
            state => Judgement.Of(state, command.Command, command.Past, facts), command.Cause, command.IsDryRun, outcome => self.Tell(new Decided(command, outcome))));
    }

    private ModelFacts Facts()
    {
        var found = _source.Found.Select(artefact => artefact.Version).ToHashSet();
        var versions = Routes().View.Versions.ToDictionary(view => view.Id.Version, view => new VersionFact(found.Contains(view.Id.Version), view.State, view.Reason));
        var (source, read) = (_source, parts.ReadOptions);
        return new ModelFacts(source.Name, versions, source.ConfigurationText, json => json is null ? new OptionsOrProblem(source.Options, "") : read(source.Name, json));
    }

    private void OnDecided(PendingCommand command, Outcome outcome)
    {
        if (!_inDecision.Remove(command))
            return; // answered when this supervisor stopped
        switch (outcome.Verdict)
        {
            case Verdict.Refused refused:
                Refuse(command, refused);
                break;
            case Verdict.Wait wait when command.IsDryRun:
                command.Answer(AdminStatus.Done, $"it would wait until {wait.Until}", Snapshot);
                break;
            case Verdict.Wait:
                _waiting.Add(command);
                RetryWaiting();
                break;
            default:
                command.Take(outcome, Routes().View);
                if (command.IsDryRun)
                    command.Answer(AdminStatus.Done, "", new ControlSnapshot(outcome.After.Operator, Routes().View, outcome.SequenceNr));
                else
                    Do(command, outcome);
                break;
        }
    }

    private void Refuse(PendingCommand command, Verdict.Refused refused)
    {
        _inDecision.Remove(command);
        command.Answer(refused.Status, refused.Message, Snapshot);
    }

    private void Do(PendingCommand command, Outcome outcome)
    {
        Say(outcome, command.Cause);
        Take(outcome.After);
        _told = _told with { Aspired = outcome.After.Aspired };
        foreach (var happened in ((Verdict.Accepted)outcome.Verdict).Events)
            Prepare(happened);
        _working.Add(command);
        Aspire();
    }

    /// <summary>What an event asks for beside the new intent.</summary>
    private void Prepare(IModelEvent happened)
    {
        switch (happened)
        {
            case ModelEvents.Unloaded:
                _book.Unload();
                break;
            case ModelEvents.LoadRequested:
                _book.AskFor();
                foreach (var item in _book.Incarnations.Where(item => item.State == ServableState.Failed).ToList())
                    Retire(item);
                break;
            case ModelEvents.VersionHeld { Hold: not OperatorHold.Unloaded } or ModelEvents.VersionPinned:
                _book.AskFor();
                break;
            case ModelEvents.VersionReloadRequested reload:
                _book.AskFor();
                _book.Renew(reload.Version);
                break;
        }
    }

    /// <summary>Decides again what waits for a version, now that one may have changed.</summary>
    private void RetryWaiting()
    {
        foreach (var command in _waiting.Where(command => Judgement.Of(_told with { Operator = _book.Intent }, command.Command, null, Facts()) is not Verdict.Wait).ToList())
        {
            _waiting.Remove(command);
            _inDecision.Add(command);
            Decide(command);
        }
    }

    private void AnswerCommands()
    {
        foreach (var command in _working.ToList())
        {
            if (CommandProgress.Of(command.Command, _book) is not { } problem)
                continue;
            _working.Remove(command);
            command.Answer(problem.Length == 0 ? AdminStatus.Done : AdminStatus.Failed, problem, Snapshot);
        }
    }

    /// <summary>Who waits learns that nothing more will come.</summary>
    private void GiveUpCommands(string why)
    {
        var snapshot = Snapshot;
        foreach (var command in _inDecision.Concat(_waiting).Concat(_working))
            command.Answer(AdminStatus.Failed, why, snapshot);
        _inDecision.Clear();
        _waiting.Clear();
        _working.Clear();
    }
}
