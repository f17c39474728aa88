using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Actors.Models;

/// <summary>Tells whether other settings make another servable of the same file.</summary>
internal static class ModelOptionsChange
{
    /// <summary>
    /// True if a servable loaded with <paramref name="old"/> must be loaded again to serve as <paramref name="now"/> says.
    /// What only its supervisor and the endpoints heed (the version policy, lazy, required, preserve resources, replicas, the
    /// adapter and how it reads images) does not count.
    /// </summary>
    internal static bool NeedsReload(ModelOptions old, ModelOptions now) =>
        !ReferenceEquals(old, now)
        && !(Plain(old) == Plain(now)
            && IsSame(old.Labels, now.Labels, static (left, right) => left.SequenceEqual(right, StringComparer.Ordinal))
            && IsSame(old.Names, now.Names, static (left, right) => left == right)
            && IsSame(old.DeclaredInputs, now.DeclaredInputs)
            && IsSame(old.DeclaredOutputs, now.DeclaredOutputs));

    /// <summary>The settings that a record compares by value.</summary>
    private static ModelOptions Plain(ModelOptions options) => options with
    {
        VersionPolicy = ModelOptions.Default.VersionPolicy,
        Lazy = ModelOptions.Default.Lazy,
        Replicas = ModelOptions.Default.Replicas,
        MaxReplicas = ModelOptions.Default.MaxReplicas,
        MinReplicas = ModelOptions.Default.MinReplicas,
        Adapter = ModelOptions.Default.Adapter,
        Image = ModelOptions.Default.Image,
        Required = ModelOptions.Default.Required,
        PreserveResources = ModelOptions.Default.PreserveResources,
        Labels = ModelOptions.Default.Labels,
        Names = ModelOptions.Default.Names,
        DeclaredInputs = ModelOptions.Default.DeclaredInputs,
        DeclaredOutputs = ModelOptions.Default.DeclaredOutputs,
    };

    private static bool IsSame<T>(IReadOnlyDictionary<string, T> left, IReadOnlyDictionary<string, T> right, Func<T, T, bool> isSame) =>
        left.Count == right.Count
        && left.All(pair => right.TryGetValue(pair.Key, out var value) && isSame(pair.Value, value));

    private static bool IsSame(IReadOnlyList<TensorSpec> left, IReadOnlyList<TensorSpec> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => IsSame(pair.First, pair.Second));

    private static bool IsSame(TensorSpec left, TensorSpec right) =>
        left.Name == right.Name
        && left.Type == right.Type
        && left.Shape == right.Shape
        && left.DimensionNames.SequenceEqual(right.DimensionNames, StringComparer.Ordinal);
}
