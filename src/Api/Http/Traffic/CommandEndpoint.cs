using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http.Control;
using ModelCluster.Api.Http.Security;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http.Traffic;

/// <summary>Has a command about labels or traffic carried out, and answers with the state before and after.</summary>
internal sealed class CommandEndpoint(IModelControl control)
{
    private const string DryRun = "dry_run";

    /// <summary>What was decided about a model.</summary>
    /// <exception cref="ProblemException">404: no such model.</exception>
    public ControlSnapshot Find(ModelName model) =>
        control.Find(model) ?? throw ProblemException.NotFound($"Request for unknown model: '{model}' is not found");

    /// <summary>Carries a command out; with <c>?dry_run=true</c> only says what would change.</summary>
    public async Task AnswerAsync(HttpContext context, ModelName model, ModelCommand command)
    {
        var isDryRun = IsDryRun(context);
        var outcome = await control.ExecuteAsync(model, command, context.Cause(), isDryRun, context.RequestAborted);
        if (outcome.Status != AdminStatus.Done)
        {
            // a right command at the wrong time is no bad request: asking again later may help
            var status = outcome.Status == AdminStatus.Failed ? StatusCodes.Status409Conflict : HttpStatus.Of(outcome.Status);
            throw new ProblemException(status, outcome.Message);
        }

        await JsonAnswer.SendAsync(context, (model, outcome, isDryRun), Write);
    }

    private static bool IsDryRun(HttpContext context)
    {
        if (!context.Request.Query.TryGetValue(DryRun, out var text))
            return false;
        return bool.TryParse(text, out var flag) ? flag : throw ProblemException.BadRequest($"{DryRun} is '{text}'; true or false is allowed");
    }

    private static void Write(Utf8JsonWriter json, (ModelName Model, ControlOutcome Outcome, bool IsDryRun) done)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, done.Model.Value);
        json.WriteBoolean("dry_run"u8, done.IsDryRun);
        json.WriteStartArray("changes"u8);
        foreach (var change in done.Outcome.Changes)
            json.WriteStringValue(change);
        json.WriteEndArray();
        Write(json, "before", done.Outcome.Before);
        Write(json, "after", done.Outcome.After);
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
