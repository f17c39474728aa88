namespace ModelCluster.Node.Repository.Amms;

/// <summary>An entry and what its folder holds now.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Listed">The folder, or why it could not be read.</param>
/// <param name="FetchProblem">Why the folder may lack something; null when it does not.</param>
internal sealed record PlacedEntry(ServablesEntry Entry, (ArtefactFolder? Folder, string? Problem) Listed, string? FetchProblem);
