namespace ModelCluster.Node.Repository.Amms;

/// <summary>Where the artefacts of an entry lie on this machine.</summary>
internal interface IArtefactPlaces
{
    /// <summary>The folder; it need not be there.</summary>
    string FolderOf(ServablesEntry entry);

    /// <summary>Why the folder may lack something; null when it does not. The same text for the same trouble.</summary>
    string? ProblemOf(ServablesEntry entry);
}
