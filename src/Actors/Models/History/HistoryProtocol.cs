using ModelCluster.Actors.Models.Deciding;
using ModelCluster.Contracts.History;

namespace ModelCluster.Actors.Models.History;

/// <summary>What a model's history understands.</summary>
public interface IHistoryMessage;

/// <summary>The messages of a model's history.</summary>
public static class HistoryProtocol
{
    /// <summary>Write that something happened.</summary>
    /// <param name="Happened">What, in this order, all or none.</param>
    /// <param name="Cause">Who or what brought it about.</param>
    /// <param name="Refused">Called when it could not be written, with the reason.</param>
    public sealed record Record(IReadOnlyList<IModelEvent> Happened, Cause Cause, Action<string>? Refused = null) : IHistoryMessage;

    /// <summary>Decide a command by what the history holds, and write what it brings about.</summary>
    internal sealed record Propose(Proposal Proposal) : IHistoryMessage;
}

/// <summary>A command that is to be decided in the history's turn.</summary>
/// <param name="Decide">The rule. Pure.</param>
/// <param name="Cause">Who asked.</param>
/// <param name="IsDryRun">True: nothing is written.</param>
/// <param name="Decided">Called once, in the history's turn.</param>
internal sealed record Proposal(Func<ModelIntent, Verdict> Decide, Cause Cause, bool IsDryRun, Action<Outcome> Decided);

/// <summary>What became of a <see cref="Proposal"/>.</summary>
/// <param name="Verdict">The rule's; a refusal also when nothing could be written.</param>
/// <param name="Before">What counted when it was decided.</param>
/// <param name="After">What counts now; of a dry run, what would.</param>
/// <param name="SequenceNr">The last event of the history now.</param>
internal sealed record Outcome(Verdict Verdict, ModelIntent Before, ModelIntent After, long SequenceNr);
