using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models.History;

/// <summary>What of a model's files is new to its history. Pure.</summary>
internal static class ModelNews
{
    /// <summary>The events that lead from what is known to what is there; none when nothing is new.</summary>
    /// <param name="known">What the history says.</param>
    /// <param name="model">What the source says.</param>
    /// <param name="aspired">The versions that are to be served because of it, newest first.</param>
    internal static IReadOnlyList<IModelEvent> Of(ModelIntent known, AspiredModel model, IReadOnlyList<ModelVersion> aspired)
    {
        var events = new List<IModelEvent>();
        var found = model.Found.Select(artefact => artefact.Version).ToHashSet();
        events.AddRange(model.Found
            .Where(artefact => !known.Found.Contains(artefact.Version))
            .OrderBy(artefact => artefact.Version)
            .Select(artefact => new ModelEvents.VersionDiscovered(artefact.Version, artefact.Path)));
        events.AddRange(known.Found.Where(version => !found.Contains(version)).Select(version => new ModelEvents.VersionGone(version)));
        if (model.ConfigurationText != known.File)
            events.Add(new ModelEvents.ConfigurationFileChanged(model.ConfigurationText));
        if (model.Problem != known.Problem)
            events.Add(model.Problem is { } problem ? new ModelEvents.ConfigurationRejected(problem) : new ModelEvents.ConfigurationAccepted());
        if (known.Aspired is null ? aspired.Count > 0 : !known.Aspired.SequenceEqual(aspired))
            events.Add(new ModelEvents.VersionsAspired(aspired));
        return events;
    }
}
