using ModelCluster.Api.Http.Amms;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Api.Adapters;

/// <summary>
/// The adapters there are, by name; a name that is none of theirs is a pipeline's, which then answers in the model's place.
/// Thread-safe.
/// </summary>
internal sealed class AdapterTable(IEnumerable<IAdapter> adapters, IModelCatalog catalog)
{
    private readonly Dictionary<string, IAdapter> _adapters = adapters.ToDictionary(adapter => adapter.Name, StringComparer.Ordinal);

    private string Known => string.Join(", ", _adapters.Keys.Order(StringComparer.Ordinal));

    /// <summary>The name that counts for a servable: its file's, else its model's.</summary>
    public static string NameFor(ServableView servable) => servable.Artefact?.Adapter ?? servable.Options.Adapter;

    /// <summary>The pipeline that a servable is to be predicted through; null: it names an adapter, or nothing that could be a pipeline.</summary>
    public ModelName? PipelineOf(ServableView servable) =>
        !_adapters.ContainsKey(NameFor(servable)) && ModelName.TryParse(NameFor(servable), out var pipeline, out _) ? pipeline : null;

    /// <summary>Who answers and who shapes a loaded servable's typed requests as things are now.</summary>
    /// <returns>Null, with the reason, if nobody can.</returns>
    public TypedRoute? Find(ServableView servable, out AdapterProblem? problem)
    {
        if (_adapters.TryGetValue(NameFor(servable), out var adapter))
            return Suiting(adapter, servable, pipeline: null, out problem);
        var name = PipelineOf(servable);
        if (name is not null && catalog.Find(name.Value) is { } pipeline)
            return Through(pipeline, servable, out problem);
        problem = new(
            $"model '{servable.Id.Model}' is configured with the adapter '{NameFor(servable)}', which is unknown here: it is neither "
            + $"one of {Known} nor the name of a pipeline that is served; name one of these, or add the pipeline",
            name is null ? AdapterProblemKind.Unsuitable : AdapterProblemKind.Unknown);
        return null;
    }

    /// <summary>A pipeline shapes its own bodies: it names an adapter, not another pipeline.</summary>
    private TypedRoute? Through(ModelView pipeline, ServableView servable, out AdapterProblem? problem)
    {
        if (ModelChoice.Available(pipeline, VersionSelector.Latest) is not { } target)
        {
            problem = new(
                $"model '{servable.Id.Model}' is predicted through pipeline '{pipeline.Name}', which is not available: "
                + ModelChoice.WhyNone(pipeline, VersionSelector.Latest),
                AdapterProblemKind.NotAvailable);
            return null;
        }

        if (target.Platform == Platforms.Pipeline && _adapters.TryGetValue(NameFor(target), out var adapter))
            return Suiting(adapter, target, pipeline.Name, out problem);
        problem = new(
            $"model '{servable.Id.Model}' is configured with the adapter '{pipeline.Name}', "
            + (target.Platform == Platforms.Pipeline
                ? $"a pipeline whose own adapter '{NameFor(target)}' is none of {Known}; choose one of these with \"adapter\" in the pipeline's model.json"
                : $"which is a model ({target.Platform}), but no pipeline; name a pipeline, or one of {Known}"),
            AdapterProblemKind.Unsuitable);
        return null;
    }

    private static TypedRoute? Suiting(IAdapter adapter, ServableView target, ModelName? pipeline, out AdapterProblem? problem)
    {
        problem = null;
        if (target.Signature is null || adapter.Misfit(target) is not { } misfit)
            return new TypedRoute(adapter, target, pipeline);
        problem = new(
            $"the adapter '{adapter.Name}' does not suit version {target.Id.Version} of model '{target.Id.Model}': {misfit}; "
            + "choose another with \"adapter\" in its model.json, or send tensors to "
            + $"/v2/models/{target.Id.Model}/infer",
            AdapterProblemKind.Unsuitable);
        return null;
    }
}
