using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Models;

/// <summary>One version that a repository holds.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Path">The model file. May be missing or broken: loading then fails with the reason.</param>
/// <param name="Stamp">Changes when the file does (size and time of change), so that a replaced file is loaded again.</param>
public sealed record Artefact(ModelVersion Version, string Path, string Stamp)
{
    /// <summary>When it was trained, where its name tells; the newest of the same version is served.</summary>
    public DateTimeOffset? TrainedAt { get; init; }

    /// <summary>The adapter that shapes its inputs and outputs for typed bodies; null: the one of <see cref="ModelOptions.Adapter"/>.</summary>
    public string? Adapter { get; init; }
}
