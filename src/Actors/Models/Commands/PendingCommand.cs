using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models.Deciding;
using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.History;

namespace ModelCluster.Actors.Models.Commands;

/// <summary>A command from when it came until it is answered. Owned by the supervisor's turn.</summary>
internal sealed class PendingCommand(ModelCommand command, Cause cause, bool isDryRun, ReplyTo<ControlOutcome> replyTo)
{
    internal ModelCommand Command => command;

    internal Cause Cause => cause;

    internal bool IsDryRun => isDryRun;

    /// <summary>Where a roll-back goes to, once it was read.</summary>
    internal Past? Past { get; set; }

    /// <summary>What counted when it came.</summary>
    internal ControlSnapshot? Before { get; private set; }

    private IReadOnlyList<string> Changes { get; set; } = [];

    /// <summary>Notes what it changes, for the answer.</summary>
    internal void Take(Outcome outcome, ModelView model)
    {
        Before = new ControlSnapshot(outcome.Before.Operator, model, outcome.SequenceNr - Written(outcome));
        Changes = IntentChanges.Between(outcome.Before.Operator, outcome.After.Operator);
    }

    internal void Answer(AdminStatus status, string message, ControlSnapshot now) =>
        replyTo.Tell(new ControlOutcome(status, message, Before ?? now, now, Changes));

    private int Written(Outcome outcome) => !isDryRun && outcome.Verdict is Verdict.Accepted accepted ? accepted.Events.Count : 0;
}
