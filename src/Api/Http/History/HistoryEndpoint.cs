using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.History;

namespace ModelCluster.Api.Http.History;

/// <summary>
/// <c>GET /v2/models/{model}/history</c>: what happened to a model. In the query: <c>from</c> is the first sequence number wanted,
/// <c>limit</c> 1 to 1,000 (default 100), <c>order</c> is <c>asc</c> (the default) or <c>desc</c>, newest first; <c>event</c> and
/// <c>cause</c>, which may be repeated, <c>since</c> and <c>until</c> narrow it down.
/// </summary>
internal sealed class HistoryEndpoint(IModelHistory history, IModelCatalog catalog)
{
    /// <summary>Answers one request.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        var model = RouteValues.Model(context);
        var query = QueryOf(context);
        return HistoryPage.SendAsync(context, "model", model.Value, async () =>
        {
            var entries = await history.ReadAsync(model, query, context.RequestAborted);
            return entries.Count > 0 || catalog.Find(model) is not null || (await history.ReadAsync(model, 1, 1, context.RequestAborted)).Count > 0
                ? entries
                : throw ProblemException.NotFound($"Request for unknown model: '{model}' is not found");
        });
    }

    private static HistoryQuery QueryOf(HttpContext context) => new()
    {
        From = HistoryPage.FromOf(context),
        Limit = HistoryPage.LimitOf(context),
        IsNewestFirst = IsNewestFirst(context.Request.Query["order"].ToString()),
        Types = QueryValues.All(context, "event"),
        Causes = QueryValues.All(context, "cause"),
        Since = QueryValues.Time(context, "since"),
        Until = QueryValues.Time(context, "until"),
    };

    private static bool IsNewestFirst(string order) => order switch
    {
        "" or "asc" => false,
        "desc" => true,
        _ => throw ProblemException.BadRequest($"order is '{order}'; asc or desc is allowed"),
    };
}
