namespace ModelCluster.Contracts.Admin;

/// <summary>How a change ended.</summary>
/// <param name="Status">The kind.</param>
/// <param name="Message">For the operator; empty when done.</param>
public sealed record AdminOutcome(AdminStatus Status, string Message)
{
    /// <summary>Done.</summary>
    public static AdminOutcome Done { get; } = new(AdminStatus.Done, "");
}

/// <summary>Kinds of <see cref="AdminOutcome"/>.</summary>
public enum AdminStatus
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>The command is wrong.</summary>
    InvalidArgument,

    /// <summary>No such model.</summary>
    NotFound,

    /// <summary>The command was right, but the model could not be brought to that state; the message says why.</summary>
    Failed,
}
