using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http.Security;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http.Control;

/// <summary>Has operators' commands carried out and answers <c>{"model","status","before","after","changes"}</c>.</summary>
internal sealed class ControlEndpoints(IModelControl control)
{
    private const string DryRun = "dry_run";

    /// <summary><c>POST /v2/models/{model}/versions/{version}/{verb}</c>.</summary>
    public async Task VersionAsync(HttpContext context, Func<ModelVersion, ModelCommand> command)
    {
        var text = RouteValues.Text(context, RouteValues.VersionSegment);
        if (!ModelVersion.TryParse(text, out var version))
            throw ProblemException.BadRequest($"'{text}' is not a version; one to three numbers such as 3, 1.2 or 1.2.3 are allowed");
        await ControlBody.ExpectNoneAsync(context);
        await AnswerAsync(context, command(version), IsDryRun(context));
    }

    /// <summary><c>POST /v2/models/{model}/unpin</c>.</summary>
    public async Task UnpinAsync(HttpContext context)
    {
        await ControlBody.ExpectNoneAsync(context);
        await AnswerAsync(context, new ModelCommand.Unpin(), IsDryRun(context));
    }

    /// <summary><c>POST /v2/models/{model}/configure {"config": {…}}</c>; a null lets <c>model.json</c> count again.</summary>
    public async Task ConfigureAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context, "config");
        if (!body.RootElement.TryGetProperty("config", out var config))
            throw ProblemException.BadRequest("'config' is missing; an object as in model.json is expected, or null to let that file count again");
        var json = config.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Object => config.GetRawText(),
            JsonValueKind.String => config.GetString(),
            _ => throw ProblemException.BadRequest($"'config' is {ControlBody.Shown(config)}, but must be an object as in model.json, or null"),
        };
        await AnswerAsync(context, new ModelCommand.Configure(json), IsDryRun(context));
    }

    /// <summary><c>POST /v2/models/{model}/rollback {"to": sequence number or time, "dry_run": false}</c>.</summary>
    public async Task RollBackAsync(HttpContext context)
    {
        using var body = await ControlBody.ReadAsync(context, "to", DryRun);
        var isDryRun = IsDryRun(context);
        if (body.RootElement.TryGetProperty(DryRun, out var flag))
        {
            isDryRun |= flag.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? flag.GetBoolean()
                : throw ProblemException.BadRequest($"'{DryRun}' is {ControlBody.Shown(flag)}, but must be true or false");
        }

        await AnswerAsync(context, Point(body.RootElement), isDryRun);
    }

    /// <summary><c>GET /v2/models/{model}/control</c>.</summary>
    public Task ShowAsync(HttpContext context)
    {
        var model = RouteValues.Model(context);
        var snapshot = control.Find(model) ?? throw ProblemException.NotFound($"Request for unknown model: '{model}' is not found");
        return JsonAnswer.SendAsync(context, snapshot, static (json, found) =>
        {
            json.WriteStartObject();
            json.WriteString("model"u8, found.Model.Name.Value);
            ControlJson.WriteMembers(json, found);
            json.WriteEndObject();
        });
    }

    private static ModelCommand.RollBack Point(JsonElement body)
    {
        const string allowed = "the sequence number of an event from 0, or a time such as \"2026-11-20T17:30:00Z\"";
        if (!body.TryGetProperty("to", out var to))
            throw ProblemException.BadRequest($"'to' is missing; {allowed} is expected");
        if (to.ValueKind == JsonValueKind.Number && to.TryGetInt64(out var sequenceNr) && sequenceNr >= 0)
            return new ModelCommand.RollBack(sequenceNr, null);
        return to.ValueKind == JsonValueKind.String && to.TryGetDateTimeOffset(out var time)
            ? new ModelCommand.RollBack(null, time)
            : throw ProblemException.BadRequest($"'to' is {ControlBody.Shown(to)}, but must be {allowed}");
    }

    private async Task AnswerAsync(HttpContext context, ModelCommand command, bool isDryRun)
    {
        var model = RouteValues.Model(context);
        var outcome = await control.ExecuteAsync(model, command, context.Cause(), isDryRun, context.RequestAborted);
        await JsonAnswer.SendAsync(context, (model, outcome, isDryRun), Write, StatusOf(outcome.Status));
    }

    /// <summary>A right command at the wrong time is no bad request: asking again later may help.</summary>
    private static int StatusOf(AdminStatus status) => status == AdminStatus.Failed ? StatusCodes.Status409Conflict : HttpStatus.Of(status);

    private static bool IsDryRun(HttpContext context)
    {
        if (!context.Request.Query.TryGetValue(DryRun, out var text))
            return false;
        return bool.TryParse(text, out var flag) ? flag : throw ProblemException.BadRequest($"{DryRun} is '{text}'; true or false is allowed");
    }

    private static void Write(Utf8JsonWriter json, (ModelName Model, ControlOutcome Outcome, bool IsDryRun) done)
    {
        var (model, outcome, isDryRun) = done;
        json.WriteStartObject();
        if (outcome.Status != AdminStatus.Done)
            json.WriteString("error"u8, outcome.Message);
        json.WriteString("model"u8, model.Value);
        json.WriteString("status"u8, outcome.Status == AdminStatus.Done ? isDryRun ? "dry_run" : "done" : "failed");
        if (outcome is { Status: AdminStatus.Done, Message.Length: > 0 })
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
