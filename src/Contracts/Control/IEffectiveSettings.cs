using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Control;

/// <summary>Tells which settings of a model count, and why. Thread-safe.</summary>
public interface IEffectiveSettings
{
    /// <summary>Every setting of a model, in the order of docs/model-options.md; null if the model is unknown.</summary>
    /// <exception cref="HistoryUnavailableException">Who gave an override cannot be read now.</exception>
    Task<IReadOnlyList<EffectiveSetting>?> FindAsync(ModelName model, CancellationToken cancellation);
}

/// <summary>A setting that counts.</summary>
/// <param name="Name">Its key in <c>model.json</c>; a dot goes into an object.</param>
/// <param name="Json">Its value, as JSON.</param>
/// <param name="Origin">Where the value comes from: <c>default</c>, <c>model.json</c>, <c>repository</c> (what the source of the model says otherwise), or <c>override by</c> whom.</param>
public sealed record EffectiveSetting(string Name, string Json, string Origin);
