using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Admin;

namespace ModelCluster.Actors.Models.Deciding;

/// <summary>What becomes of a command. Immutable.</summary>
internal abstract record Verdict
{
    private Verdict()
    {
    }

    internal static Verdict NoChange { get; } = new Accepted([]);

    internal static Verdict Accept(params IReadOnlyList<IModelEvent> events) => new Accepted(events);

    internal static Verdict Wrong(string message) => new Refused(AdminStatus.InvalidArgument, message);

    internal static Verdict Unknown(string message) => new Refused(AdminStatus.NotFound, message);

    internal static Verdict NotNow(string message) => new Refused(AdminStatus.Failed, message);

    /// <summary>These happen, all or none; none when it is as asked already.</summary>
    internal sealed record Accepted(IReadOnlyList<IModelEvent> Events) : Verdict;

    /// <summary>Nothing happens.</summary>
    internal sealed record Refused(AdminStatus Status, string Message) : Verdict;

    /// <summary>To be decided again when a version's state has changed.</summary>
    internal sealed record Wait(string Until) : Verdict;
}
