using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelCluster.Contracts.Diagnostics;
using ModelCluster.Contracts.History;

namespace ModelCluster.Api.Http.Deployments;

/// <summary>What stands around every endpoint of the deployments: their verbs, and errors as <c>{"detail": ...}</c>.</summary>
internal sealed partial class DeploymentBoundary(ILogger<DeploymentBoundary> logger)
{
    /// <summary>The delegate of one path; without verbs, of every path that is none.</summary>
    public RequestDelegate Verbs(params (string Verb, RequestDelegate Handler)[] verbs)
    {
        var allowed = string.Join(", ", verbs.Select(entry => entry.Verb));
        return context =>
        {
            foreach (var (verb, handler) in verbs)
            {
                if (HttpMethods.Equals(context.Request.Method, verb))
                    return AnswerAsync(context, handler);
            }

            if (verbs.Length == 0)
                return SendAsync(context, StatusCodes.Status404NotFound, "Not Found");
            context.Response.Headers.Allow = allowed;
            return SendAsync(context, StatusCodes.Status405MethodNotAllowed, "Method Not Allowed");
        };
    }

    /// <summary>Sends <c>{"detail":"..."}</c>.</summary>
    public static Task SendAsync(HttpContext context, int status, string detail) =>
        JsonAnswer.SendAsync(context, detail, static (json, text) => Write(json, text), status);

    private static void Write(Utf8JsonWriter json, string detail)
    {
        json.WriteStartObject();
        json.WriteString("detail"u8, detail);
        json.WriteEndObject();
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate handler)
    {
        try
        {
            await handler(context);
        }
        catch (DeploymentProblemException problem)
        {
            await JsonAnswer.SendAsync(context, problem, static (json, wrong) => wrong.Write(json), problem.StatusCode);
        }
        catch (ProblemException problem)
        {
            await FailAsync(context, problem.StatusCode, problem.Message);
        }
        catch (BadHttpRequestException problem)
        {
            await FailAsync(context, problem.StatusCode, problem.Message);
        }
        catch (HistoryUnavailableException problem)
        {
            await FailAsync(context, StatusCodes.Status503ServiceUnavailable, problem.Message);
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

    private static Task FailAsync(HttpContext context, int status, string detail)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.Clear();
            return SendAsync(context, status, detail);
        }

        context.Abort(); // half an answer must not look like a whole one
        return Task.CompletedTask;
    }

    [LoggerMessage(EventIds.DeploymentsClientGone, LogLevel.Debug, "The client of {Path} went away before it was answered")]
    private partial void LogClientGone(PathString path);

    [LoggerMessage(EventIds.DeploymentsRequestFailed, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(Exception failure, string method, PathString path);
}
