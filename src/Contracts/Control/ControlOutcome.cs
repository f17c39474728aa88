using ModelCluster.Contracts.Admin;

namespace ModelCluster.Contracts.Control;

/// <summary>How a command ended.</summary>
/// <param name="Status">The kind.</param>
/// <param name="Message">For the operator: what was refused and what to do; empty when done.</param>
/// <param name="Before">What counted before; null when the model is unknown.</param>
/// <param name="After">What counts now; for a dry run, what would; null when the model is unknown.</param>
/// <param name="Changes">Each difference between the two in a line, such as <c>label stable: 1 -> 2</c>; empty when there is none.</param>
public sealed record ControlOutcome(
    AdminStatus Status, string Message, ControlSnapshot? Before, ControlSnapshot? After, IReadOnlyList<string> Changes);

/// <summary>What an operator sees of a model at one moment.</summary>
/// <param name="Intent">What was decided.</param>
/// <param name="Model">What is served.</param>
/// <param name="SequenceNr">The last event of the model's history; 0 before the first.</param>
public sealed record ControlSnapshot(OperatorIntent Intent, ModelView Model, long SequenceNr);
