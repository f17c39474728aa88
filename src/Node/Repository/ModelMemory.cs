using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository;

/// <summary>What is remembered of a model's folder from one look to the next.</summary>
internal sealed class ModelMemory
{
    /// <summary>What was last told of it; null before anything was.</summary>
    public AspiredModel? Told { get; private set; }

    /// <summary>Its settings and samples as last read; null before they were.</summary>
    public ModelConfiguration? Configuration { get; set; }

    /// <summary>The artefact last told of a version, to go on with while the file is being replaced.</summary>
    public Artefact? Artefact(ModelVersion version) => Told?.Found.FirstOrDefault(artefact => artefact.Version == version);

    /// <summary>Remembers what is told now; when nothing changed it is the same object as before.</summary>
    public AspiredModel Tell(AspiredModel now)
    {
        var isSame = Told is { } before
            && before.Problem == now.Problem
            && before.ConfigurationText == now.ConfigurationText
            && ReferenceEquals(before.Options, now.Options)
            && ReferenceEquals(before.Samples, now.Samples)
            && before.Found.SequenceEqual(now.Found);
        return isSame ? Told! : Told = now;
    }
}
