using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Admin;

/// <summary>What there is to know of one model at one moment.</summary>
/// <param name="Name">Which.</param>
/// <param name="Versions">Its servables, newest first: wanted, serving, failed and going.</param>
/// <param name="Problem">Why its configuration or folder is bad; null when it is good.</param>
/// <param name="IsRequired">Whether the node's readiness waits for it.</param>
public sealed record ModelView(ModelName Name, IReadOnlyList<ServableView> Versions, string? Problem, bool IsRequired);
