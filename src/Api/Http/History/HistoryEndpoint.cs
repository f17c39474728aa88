using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.History;

namespace ModelCluster.Api.Http.History;

/// <summary>
/// <c>GET /v2/models/{model}/history[?from=&amp;limit=]</c>: what happened to a model, oldest first. <c>from</c> is the first
/// sequence number wanted (from 1, default 1), <c>limit</c> 1 to 1,000 (default 100).
/// </summary>
internal sealed class HistoryEndpoint(IModelHistory history, IModelCatalog catalog)
{
    /// <summary>Answers one request.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        var model = RouteValues.Model(context);
        return HistoryPage.SendAsync(context, "model", model.Value, async (from, limit) =>
        {
            var entries = await history.ReadAsync(model, from, limit, context.RequestAborted);
            return entries.Count > 0 || from > 1 || catalog.Find(model) is not null
                ? entries
                : throw ProblemException.NotFound($"Request for unknown model: '{model}' is not found");
        });
    }
}
