using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>A version's file, as the node that found it knows it.</summary>
/// <param name="Path">The model file on that node, and on others where they share the folder.</param>
/// <param name="Stamp">Changes when the file does.</param>
/// <param name="TrainedAt">When it was trained, where that is known.</param>
/// <param name="Adapter">The adapter of this version; null: the model's.</param>
/// <param name="Bytes">The size of all its files; 0: not known.</param>
/// <param name="Sha256">Of all its files, 64 hexadecimal digits; null: not known yet.</param>
public sealed record ArtefactRecord(
    string Path, string Stamp, DateTimeOffset? TrainedAt = null, string? Adapter = null, long Bytes = 0, string? Sha256 = null)
{
    /// <summary>The record of an artefact of this node.</summary>
    public static ArtefactRecord Of(Artefact artefact, long bytes = 0, string? sha256 = null) =>
        new(artefact.Path, artefact.Stamp, artefact.TrainedAt, artefact.Adapter, bytes, sha256);

    /// <summary>The artefact, as on the node that found it.</summary>
    public Artefact ToArtefact(ModelVersion version) => new(version, Path, Stamp) { TrainedAt = TrainedAt, Adapter = Adapter };
}
