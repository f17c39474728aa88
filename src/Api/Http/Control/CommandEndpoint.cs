using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http.Security;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http.Control;

/// <summary>
/// Has operators' commands carried out and answers <c>{"model","status","dry_run","before","after","changes"}</c>, after an
/// <c>error</c> where it was refused. Every endpoint that takes a command answers through this one.
/// </summary>
internal sealed class CommandEndpoint(IModelControl control)
{
    /// <summary>The key, in the query or in a body, that says to change nothing.</summary>
    public const string DryRun = "dry_run";

    /// <summary>What was decided about a model.</summary>
    /// <exception cref="ProblemException">404: no such model.</exception>
    public ControlSnapshot Find(ModelName model) =>
        control.Find(model) ?? throw ProblemException.NotFound($"Request for unknown model: '{model}' is not found");

    /// <summary>Carries a command out; with <c>?dry_run=true</c>, or when the body said so, only says what would change.</summary>
    public async Task AnswerAsync(HttpContext context, ModelName model, ModelCommand command, bool dryRun = false)
    {
        dryRun |= QueryValues.Flag(context, DryRun);
        var outcome = await control.ExecuteAsync(model, command, context.Cause(), dryRun, context.RequestAborted);
        await JsonAnswer.SendAsync(context, (model, outcome, dryRun), Write, StatusOf(outcome.Status));
    }

    /// <summary>A right command at the wrong time is no bad request: asking again later may help.</summary>
    public static int StatusOf(AdminStatus status) => status == AdminStatus.Failed ? StatusCodes.Status409Conflict : HttpStatus.Of(status);

    private static void Write(Utf8JsonWriter json, (ModelName Model, ControlOutcome Outcome, bool DryRun) done)
    {
        var (model, outcome, dryRun) = done;
        var isDone = outcome.Status == AdminStatus.Done;
        json.WriteStartObject();
        if (!isDone)
            json.WriteString("error"u8, outcome.Message);
        json.WriteString("model"u8, model.Value);
        json.WriteString("status"u8, !isDone ? "failed" : dryRun ? DryRun : "done");
        json.WriteBoolean(DryRun, dryRun);
        if (isDone && outcome.Message.Length > 0)
            json.WriteString("message"u8, outcome.Message);
        Write(json, "before", outcome.Before);
        Write(json, "after", outcome.After);
        json.WriteStartArray("changes"u8);
        foreach (var change in outcome.Changes)
            json.WriteStringValue(change);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ControlSnapshot? snapshot)
    {
        if (snapshot is null)
            return;
        json.WriteStartObject(name);
        ControlJson.WriteMembers(json, snapshot);
        json.WriteEndObject();
    }
}
