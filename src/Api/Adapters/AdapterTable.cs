using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http;
using ModelCluster.Contracts.Admin;

namespace ModelCluster.Api.Adapters;

/// <summary>The adapters there are, by name.</summary>
internal sealed class AdapterTable
{
    private readonly Dictionary<string, IAdapter> _adapters;

    public AdapterTable(IEnumerable<IAdapter> adapters) =>
        _adapters = adapters.ToDictionary(adapter => adapter.Name, StringComparer.Ordinal);

    /// <summary>The name that counts for a servable: its file's, else its model's.</summary>
    public static string NameFor(ServableView servable) => servable.Artefact?.Adapter ?? servable.Options.Adapter;

    /// <summary>The adapter of a loaded servable.</summary>
    /// <returns>Null, with the reason for the operator, if there is none that suits it.</returns>
    public IAdapter? Find(ServableView servable, out string problem)
    {
        problem = "";
        if (!_adapters.TryGetValue(NameFor(servable), out var adapter))
        {
            problem = $"model '{servable.Id.Model}' is configured with the adapter '{NameFor(servable)}', which is unknown here; known are "
                + string.Join(", ", _adapters.Keys.Order(StringComparer.Ordinal));
            return null;
        }

        if (servable.Signature is null || adapter.Misfit(servable) is not { } misfit)
            return adapter;
        problem = $"the adapter '{adapter.Name}' does not suit version {servable.Id.Version} of model '{servable.Id.Model}': {misfit}; "
            + "choose another with \"adapter\" in its model.json, or send tensors to "
            + $"/v2/models/{servable.Id.Model}/infer";
        return null;
    }

    /// <summary>The adapter of a loaded servable.</summary>
    /// <exception cref="ProblemException">501: there is none that suits it.</exception>
    public IAdapter Get(ServableView servable) =>
        Find(servable, out var problem) ?? throw new ProblemException(StatusCodes.Status501NotImplemented, problem);
}
