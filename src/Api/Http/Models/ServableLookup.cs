using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http.Models;

/// <summary>Finds models and servables in the catalog, or says why there are none.</summary>
internal sealed class ServableLookup(IModelCatalog catalog)
{
    /// <summary>A known model.</summary>
    /// <exception cref="ProblemException">404.</exception>
    public ModelView Model(ModelName name) =>
        catalog.Find(name) ?? throw ProblemException.NotFound($"Request for unknown model: '{name}' is not found");

    /// <summary>The versions that will do, a label replaced by the version it points at.</summary>
    /// <exception cref="ProblemException">404: the model has no such label.</exception>
    public static VersionSelector Resolve(ModelView model, VersionSelector version)
    {
        if (version.Label is not { } label)
            return version;
        return model.Labels.TryGetValue(label, out var target)
            ? VersionSelector.Exactly(target)
            : throw ProblemException.NotFound(model.UnknownLabel(label));
    }

    /// <summary>The newest servable that takes requests and will do.</summary>
    /// <param name="name">The model.</param>
    /// <param name="version">The versions that will do.</param>
    /// <param name="versionText">The version as the client wrote it; null or empty for the newest.</param>
    /// <exception cref="ProblemException">404: no such model or version. 503: it does not take requests now.</exception>
    public ServableView Available(ModelName name, VersionSelector version, string? versionText)
    {
        var model = Model(name);
        version = Resolve(model, version);
        versionText ??= version.Text;
        ServableView? other = null;
        foreach (var servable in model.Versions)
        {
            if (!version.Accepts(servable.Id.Version))
                continue;
            if (servable.TakesRequests)
                return servable;
            other ??= servable;
        }

        if (other is null && !string.IsNullOrEmpty(versionText))
            throw ProblemException.NotFound(UnknownVersion(name, versionText));
        var why = other is null ? model.Problem ?? "it has no versions" : Describe(other);
        throw ProblemException.Unavailable($"Request for model '{name}' that has no available version: {why}");
    }

    /// <summary>True if a version that will do takes requests.</summary>
    /// <exception cref="ProblemException">404: the model has no such label.</exception>
    public bool IsAvailable(ModelName name, VersionSelector version)
    {
        if (catalog.Find(name) is not { } model)
            return false;
        version = Resolve(model, version);
        return model.Versions.Any(servable => servable.TakesRequests && version.Accepts(servable.Id.Version));
    }

    /// <summary>What is said of a version that a known model does not have; clients compare this text.</summary>
    public static string UnknownVersion(ModelName name, string? versionText) =>
        $"Request for unknown model: '{name}' version {versionText} is not found";

    private static string Describe(ServableView servable)
    {
        var state = $"version {servable.Id.Version} is {servable.State}";
        return servable.Reason.Length == 0 ? state : $"{state} ({servable.Reason})";
    }
}
