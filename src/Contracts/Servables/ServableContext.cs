using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Servables;

/// <summary>What a servable is told when it is made.</summary>
/// <param name="Id">The model and version it is loaded as.</param>
/// <param name="Folder">
/// The full path of the folder its assembly came from, where other files of it lie. They are best read in the constructor: the
/// folder may be replaced or deleted while the version still serves.
/// </param>
public sealed record ServableContext(ServableId Id, string Folder);
