using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelCluster.Api.Http.Security;
using ModelCluster.Contracts.Admin;

namespace ModelCluster.Api.Http.Models;

/// <summary>
/// Holds back requests that name a model while the node has just started and does not know yet which models there are: the
/// answer that the model is unknown would be wrong, and clients do not ask again after it.
/// </summary>
public static class KnownModelsGate
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Adds it; after routing.</summary>
    public static IApplicationBuilder UseKnownModels(this IApplicationBuilder app)
    {
        var catalog = app.ApplicationServices.GetRequiredService<IModelCatalog>();
        var time = app.ApplicationServices.GetRequiredService<TimeProvider>();
        return app.Use(next => context => catalog.WhenKnown.IsCompleted || !NamesModel(context) ? next(context) : HoldAsync(context, next, catalog, time));
    }

    private static bool NamesModel(HttpContext context) => AccessRules.PatternOf(context).Contains("{model}", StringComparison.Ordinal);

    private static async Task HoldAsync(HttpContext context, RequestDelegate next, IModelCatalog catalog, TimeProvider time)
    {
        try
        {
            await catalog.WhenKnown.WaitAsync(Patience, time, context.RequestAborted);
        }
        catch (TimeoutException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "1";
            await context.Response.WriteAsJsonAsync(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [AccessRules.ErrorMemberOf(AccessRules.PatternOf(context))] = "this node has just started and does not know yet which models there are; try again in a moment",
                },
                context.RequestAborted);
            return;
        }

        await next(context);
    }
}
