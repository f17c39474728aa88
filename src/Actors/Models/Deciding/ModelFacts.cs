using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models.Deciding;

/// <summary>What a command is judged by beside the intent: the model as it stands at one moment. Immutable.</summary>
/// <param name="Model">Which.</param>
/// <param name="Versions">Every version that the repository holds or that is still served.</param>
/// <param name="File">The text of <c>model.json</c>; null when there is none.</param>
/// <param name="OptionsFor">The settings that count with a configuration, or with none; fails with the reason when it is bad. Pure.</param>
internal sealed record ModelFacts(
    ModelName Model,
    IReadOnlyDictionary<ModelVersion, VersionFact> Versions,
    string? File,
    Func<string?, OptionsOrProblem> OptionsFor)
{
    internal IEnumerable<ModelVersion> Found => Versions.Where(pair => pair.Value.IsFound).Select(pair => pair.Key);
}

/// <summary>One version of <see cref="ModelFacts"/>.</summary>
/// <param name="IsFound">True if the repository holds it.</param>
/// <param name="State">Where it is; ended when it is not loaded.</param>
/// <param name="Reason">Why; may be empty.</param>
internal readonly record struct VersionFact(bool IsFound, ServableState State, string Reason);
