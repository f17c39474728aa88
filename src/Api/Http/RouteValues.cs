using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http;

/// <summary>Reads the ids that stand in a URL.</summary>
internal static class RouteValues
{
    /// <summary>The segment that holds a model's name.</summary>
    public const string ModelSegment = "model";

    /// <summary>The segment that holds a version.</summary>
    public const string VersionSegment = "version";

    /// <summary>The segment that holds a version label.</summary>
    public const string LabelSegment = "label";

    /// <summary>The segment that holds a repository's name.</summary>
    public const string RepositorySegment = "repository";

    /// <summary>The model.</summary>
    /// <exception cref="ProblemException">400: not a name.</exception>
    public static ModelName Model(HttpContext context) =>
        ModelName.TryParse(Text(context, ModelSegment), out var name, out var error) ? name : throw ProblemException.BadRequest(error);

    /// <summary>The model, and the versions that will do: those that the traffic plan chooses where the URL has none.</summary>
    /// <exception cref="ProblemException">400: not a name, or not a version.</exception>
    public static (ModelName Model, VersionSelector Version) ModelAndVersion(HttpContext context)
    {
        if (Text(context, LabelSegment) is { } label)
            return (Model(context), VersionSelector.Labelled(label));
        return VersionSelector.TryParse(Text(context, VersionSegment), out var version, out var error)
            ? (Model(context), version)
            : throw ProblemException.BadRequest(error);
    }

    /// <summary>A segment as it was written; null if the path has none.</summary>
    public static string? Text(HttpContext context, string segment) => context.Request.RouteValues[segment] as string;
}
