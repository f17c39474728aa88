using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Repository;

/// <summary>Compares what was told with what there is now.</summary>
internal static class ModelSets
{
    /// <summary>True when both hold the same objects; a model that did not change is the same object as before.</summary>
    public static bool IsSame(IReadOnlyDictionary<ModelName, AspiredModel> now, IReadOnlyDictionary<ModelName, AspiredModel>? before) =>
        before is not null
        && now.Count == before.Count
        && now.All(model => ReferenceEquals(before.GetValueOrDefault(model.Key), model.Value));
}
