using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Models;

/// <summary>One version that a repository holds.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Path">The model file. May be missing or broken: loading then fails with the reason.</param>
/// <param name="Stamp">Changes when the file does (size and time of change), so that a replaced file is loaded again.</param>
public sealed record Artefact(ModelVersion Version, string Path, string Stamp);
