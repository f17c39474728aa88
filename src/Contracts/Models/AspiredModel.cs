using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Models;

/// <summary>
/// Everything a source wants of one model. A source states the full set each time; a version left out is to retire.
/// </summary>
/// <param name="Name">The model.</param>
/// <param name="Options">Its settings; when <paramref name="Problem"/> is there, the last good ones or the defaults.</param>
/// <param name="Found">Every version in the repository, whichever of them the policy wants.</param>
/// <param name="Samples">Requests to warm up and to smoke-test with.</param>
/// <param name="Problem">
/// Why the configuration or the folder is bad, or null. Nothing changes for versions that are served already.
/// </param>
public sealed record AspiredModel(
    ModelName Name,
    ModelOptions Options,
    IReadOnlyList<Artefact> Found,
    IReadOnlyList<ModelSample> Samples,
    string? Problem)
{
    /// <summary>The text of the settings that were last good, as <c>model.json</c> has them; null where there is no such file.</summary>
    public string? ConfigurationText { get; init; }

    /// <summary>Which versions to serve whatever settings say, where the source decides that by itself; null: as the settings say.</summary>
    public VersionPolicy? FixedPolicy { get; init; }
}
