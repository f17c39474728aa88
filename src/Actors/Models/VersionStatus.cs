using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models;

/// <summary>
/// What a transition policy sees of one incarnation: one attempt to serve one artefact with one configuration. A version
/// whose file was replaced, or whose settings changed, has two for a while.
/// </summary>
/// <param name="Number">Tells incarnations apart; later ones are higher.</param>
/// <param name="Version">The version.</param>
/// <param name="IsAspired">True if it is wanted now.</param>
/// <param name="State">Where it is in its life.</param>
public readonly record struct VersionStatus(int Number, ModelVersion Version, bool IsAspired, ServableState State);
