using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelCluster.Api.Http.Body;
using ModelCluster.Api.Http.Json;
using ModelCluster.Api.Http.Security;
using ModelCluster.Contracts.Admin;

namespace ModelCluster.Api.Http.Repository;

/// <summary><c>POST /v2/repository/models/{model}/load</c> and <c>…/unload</c>.</summary>
internal sealed class RepositoryControl(IModelAdmin admin, IOptions<OpenInferenceOptions> options)
{
    /// <summary>Loads a model, or loads it again, and answers when it takes requests or has failed.</summary>
    public async Task LoadAsync(HttpContext context)
    {
        var model = RouteValues.Model(context);
        var request = await RequestBody.ReadAsync(context, options.Value.MaxRequestBytes, LoadRequest.Read);
        var outcome = await admin.LoadAsync(model, request.Configuration, request.Files, context.Cause(), context.RequestAborted);
        await SendAsync(context, outcome, $"failed to load '{model}'");
    }

    /// <summary>Unloads a model.</summary>
    public async Task UnloadAsync(HttpContext context)
    {
        var model = RouteValues.Model(context);
        var body = await RequestBody.ReadAsync(context, options.Value.MaxRequestBytes);
        try
        {
            CheckUnload(new JsonCursor(body.Bytes));
        }
        finally
        {
            body.Release();
        }

        await SendAsync(context, await admin.UnloadAsync(model, context.Cause(), context.RequestAborted), $"failed to unload '{model}'");
    }

    /// <summary>The one parameter, <c>unload_dependents</c>, changes nothing: no model here depends on another.</summary>
    private static void CheckUnload(JsonCursor json)
    {
        if (json.PeekToken() == JsonCursor.End)
            return;
        using var scratch = new PooledBuffer();
        json.SkipValue(scratch);
        json.ExpectEnd();
    }

    private static Task SendAsync(HttpContext context, AdminOutcome outcome, string failure)
    {
        if (outcome.Status == AdminStatus.Done)
        {
            context.Response.ContentLength = 0;
            return Task.CompletedTask;
        }

        // clients look for these words
        var message = outcome.Message.Contains(failure, StringComparison.Ordinal) ? outcome.Message : $"{failure}: {outcome.Message}";
        return JsonAnswer.SendErrorAsync(context, HttpStatus.Of(outcome.Status), message);
    }
}
