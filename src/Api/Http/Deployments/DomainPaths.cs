using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Api.Http.Deployments;

/// <summary>
/// What paths mean on the domain of a deployment: <c>POST /</c>, <c>/infer</c>, <c>/v2/infer</c> ask its model in the Open
/// Inference Protocol, <c>/predict</c> with a typed body; <c>GET /</c> describes it. Of <c>/v2/models</c> there is this one model.
/// </summary>
internal static class DomainPaths
{
    private static readonly PathString Models = "/v2/models";

    /// <summary>Changes the path when the request's host is a deployment's.</summary>
    public static void Apply(HttpRequest request, IDeploymentDomains domains)
    {
        var host = request.Host;
        if (!host.HasValue || domains.Find(host.Host, host.Port) is not { } name)
            return;
        var path = request.Path;
        var model = Models.Add("/" + name.Value);
        if (path.StartsWithSegments(Models, StringComparison.Ordinal, out var rest))
            request.Path = IsOther(rest, name.Value) ? "/v2/not-on-this-domain" : path;
        else if (Is(path, "/predict"))
            request.Path = $"/predict/{name}";
        else if (Is(path, "/infer") || Is(path, "/v2/infer") || (Is(path, "/") && HttpMethods.IsPost(request.Method)))
            request.Path = model.Add("/infer");
        else if (Is(path, "/"))
            request.Path = model;
    }

    private static bool Is(PathString path, string wanted) => path.Equals(wanted, StringComparison.OrdinalIgnoreCase);

    /// <summary>True for a model that is not this domain's; the list of all models is the node's own.</summary>
    private static bool IsOther(PathString rest, string name) => rest.HasValue && !rest.StartsWithSegments("/" + name, StringComparison.Ordinal);
}
