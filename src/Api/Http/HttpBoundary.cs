using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ModelCluster.Api.Http;

/// <summary>
/// What stands around every endpoint: the verbs that a path takes, and the turning of failures into JSON answers.
/// </summary>
internal sealed partial class HttpBoundary(ILogger<HttpBoundary> logger)
{
    /// <summary>The delegate of one path. Other verbs get 405 with the allowed ones.</summary>
    public RequestDelegate Verbs(
        RequestDelegate? get = null, RequestDelegate? post = null, RequestDelegate? put = null, RequestDelegate? delete = null)
    {
        (string Verb, RequestDelegate? Handler)[] verbs =
            [(HttpMethods.Get, get), (HttpMethods.Post, post), (HttpMethods.Put, put), (HttpMethods.Delete, delete)];
        var allowed = string.Join(", ", verbs.Where(verb => verb.Handler is not null).Select(verb => verb.Verb));
        return context =>
        {
            var method = context.Request.Method;
            var handler = HttpMethods.IsPost(method) ? post
                : HttpMethods.IsGet(method) ? get
                : HttpMethods.IsPut(method) ? put
                : HttpMethods.IsDelete(method) ? delete
                : null;
            return handler is null ? RefuseMethod(context, allowed) : AnswerAsync(context, handler);
        };
    }

    /// <summary>The answer to a path that is none.</summary>
    public static Task NotFoundAsync(HttpContext context) =>
        JsonAnswer.SendErrorAsync(context, StatusCodes.Status404NotFound, "Not Found");

    private static Task RefuseMethod(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return JsonAnswer.SendErrorAsync(
            context, StatusCodes.Status405MethodNotAllowed, $"Method Not Allowed: this path takes {allowed}");
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate handler)
    {
        try
        {
            await handler(context);
        }
        catch (ProblemException problem)
        {
            await FailAsync(context, problem.StatusCode, problem.Message, problem.Header);
        }
        catch (BadHttpRequestException problem)
        {
            await FailAsync(context, problem.StatusCode, problem.Message);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            LogClientGone(context.Request.Path);
        }
        catch (Exception failure)
        {
            LogFailed(failure, context.Request.Method, context.Request.Path);
            await FailAsync(context, StatusCodes.Status500InternalServerError, "internal error; the server's log has the details");
        }
    }

    private static Task FailAsync(HttpContext context, int statusCode, string message, KeyValuePair<string, string>? header = null)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.Clear();
            if (header is { } set)
                context.Response.Headers[set.Key] = set.Value;
            return JsonAnswer.SendErrorAsync(context, statusCode, message);
        }

        // half an answer must not look like a whole one
        context.Abort();
        return Task.CompletedTask;
    }
}
