namespace ModelCluster.Contracts.History;

/// <summary>Who or what brought a change about: written with every event, shown in every history.</summary>
/// <param name="Kind">What kind of thing it was.</param>
/// <param name="Name">Which one; no secrets.</param>
/// <param name="Note">Free text for the reader of the history; may be empty.</param>
public sealed record Cause(CauseKind Kind, string Name, string Note = "")
{
    /// <inheritdoc/>
    public override string ToString() => Note.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Name} ({Note})";
}
