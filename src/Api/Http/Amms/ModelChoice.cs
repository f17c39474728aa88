using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http.Amms;

/// <summary>
/// Which servable a request means. Model and version stand in the path or in the query; without a name the only model is
/// meant, without a version the traffic plan decides, or the newest is meant; a label will do for a version. A name that is wrong is wrong also when there is only one model.
/// </summary>
internal sealed class ModelChoice(IModelCatalog catalog, IModelActivation activation)
{
    private const string NotFound = "Model or version is not found";

    /// <summary>The model and the versions that will do; nothing was named: null and any.</summary>
    /// <exception cref="ModelChoiceException">404: no such model.</exception>
    /// <exception cref="ProblemException">400: not a version.</exception>
    public (ModelView? Model, VersionSelector Version) Named(HttpContext context)
    {
        var name = Value(context, RouteValues.ModelSegment, "model_name");
        var version = Value(context, RouteValues.VersionSegment, "version");
        var model = string.IsNullOrEmpty(name) ? null
            : (ModelName.TryParse(name, out var parsed, out _) ? catalog.Find(parsed) : null) ?? throw Missing();
        if (version is not null && model?.Labels.ContainsKey(version) == true)
            return (model, VersionSelector.Labelled(version));
        return VersionSelector.TryParse(version, out var selector, out var error)
            ? (model, selector)
            : throw ProblemException.BadRequest(error);
    }

    /// <summary>The available servable for a prediction; a lazy model is loaded first.</summary>
    /// <exception cref="ModelChoiceException">404: no such model or version. 422: there are several models and none was named.</exception>
    /// <exception cref="ProblemException">503: it does not take requests now.</exception>
    public async Task<(ServableView Servable, VersionSelector Version)> ForPredictionAsync(HttpContext context)
    {
        var (named, version) = Named(context);
        var model = named ?? Only();
        var found = Available(model, version);
        if (found is null && await activation.ActivateAsync(model.Name, version, context.RequestAborted))
            found = Available(catalog.Find(model.Name) ?? model, version);
        return (found ?? throw WhyNot(catalog.Find(model.Name) ?? model, version), version);
    }

    /// <summary>No such model or version.</summary>
    public static ModelChoiceException Missing() => new(StatusCodes.Status404NotFound, NotFound);

    private static string? Value(HttpContext context, string segment, string key) =>
        RouteValues.Text(context, segment) ?? context.Request.Query[key].FirstOrDefault();

    private ModelView Only()
    {
        var models = catalog.Models.Where(model => model.Versions.Count > 0).Take(2).ToList();
        return models.Count switch
        {
            0 => throw Missing(),
            1 => models[0],
            _ => throw new ModelChoiceException(
                StatusCodes.Status422UnprocessableEntity, "There are several models; name one: /predict/{model}, or ?model_name="),
        };
    }

    /// <summary>The newest servable that takes requests and that the version, or without one the traffic plan, allows; null if there is none.</summary>
    public static ServableView? Available(ModelView model, VersionSelector version) => model.Versions.FirstOrDefault(servable =>
        servable is { TakesRequests: true, Signature: not null } && Accepts(model, version, servable.Id.Version));

    private static bool Accepts(ModelView model, VersionSelector wanted, ModelVersion version)
    {
        if (wanted.Label is { } label)
            return model.Labels.TryGetValue(label, out var target) && target == version;
        var shares = model.Traffic.Shares;
        return wanted.Range is null && shares.Count > 0
            ? shares.Any(share => share.Version == version && share.Weight > 0)
            : wanted.Accepts(version);
    }

    /// <summary>Why <see cref="Available"/> found none, for the operator.</summary>
    public static string WhyNone(ModelView model, VersionSelector version) => Closest(model, version) is { } closest
        ? $"version {closest.Id.Version} is {closest.State}" + (closest.Reason.Length > 0 ? $" ({closest.Reason})" : "")
        : model.Problem ?? "it has no versions";

    private static ServableView? Closest(ModelView model, VersionSelector version) =>
        model.Versions.FirstOrDefault(servable => Accepts(model, version, servable.Id.Version));

    private static Exception WhyNot(ModelView model, VersionSelector version) =>
        Closest(model, version) is null && version.Range is not null
            ? Missing()
            : ProblemException.Unavailable($"Model '{model.Name}' has no available version: {WhyNone(model, version)}");
}
