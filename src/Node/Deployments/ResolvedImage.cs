using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Deployments;

/// <summary>The model of the repository that an image meant when it was resolved.</summary>
/// <param name="Folder">The model's folder, where its settings and samples lie; null for a file without one.</param>
/// <param name="Version">The version.</param>
/// <param name="File">The model file.</param>
/// <param name="Bytes">The size of the file and of those that belong to it.</param>
internal sealed record ResolvedImage(string? Folder, ModelVersion Version, string File, long Bytes);
