using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http.Body;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http.Control;

/// <summary>Operating one version of a model, its settings and its past.</summary>
internal sealed class ControlEndpoints(CommandEndpoint commands)
{
    /// <summary><c>POST /v2/models/{model}/versions/{version}/{verb}</c>.</summary>
    public async Task VersionAsync(HttpContext context, Func<ModelVersion, ModelCommand> command)
    {
        var text = RouteValues.Text(context, RouteValues.VersionSegment);
        if (!ModelVersion.TryParse(text, out var version))
            throw ProblemException.BadRequest($"'{text}' is not a version; one to three numbers such as 3, 1.2 or 1.2.3 are allowed");
        await JsonBody.ExpectNoneAsync(context);
        await commands.AnswerAsync(context, RouteValues.Model(context), command(version));
    }

    /// <summary><c>POST /v2/models/{model}/unpin</c>.</summary>
    public async Task UnpinAsync(HttpContext context)
    {
        await JsonBody.ExpectNoneAsync(context);
        await commands.AnswerAsync(context, RouteValues.Model(context), new ModelCommand.Unpin());
    }

    /// <summary><c>POST /v2/models/{model}/configure {"config": {…}}</c>; a null lets <c>model.json</c> count again.</summary>
    public async Task ConfigureAsync(HttpContext context)
    {
        const string allowed = "an object as in model.json, or null to let that file count again,";
        using var document = await JsonBody.ReadAsync(context, "configuration under 'config'");
        var body = new StrictObject(document.RootElement, "", "config");
        var config = body.Given("config", allowed);
        var json = config.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Object => config.GetRawText(),
            JsonValueKind.String => config.GetString(),
            _ => throw body.Wrong("config", config, "an object as in model.json, or null"),
        };
        await commands.AnswerAsync(context, RouteValues.Model(context), new ModelCommand.Configure(json));
    }

    /// <summary><c>POST /v2/models/{model}/rollback {"to": sequence number or time, "dry_run": false}</c>.</summary>
    public async Task RollBackAsync(HttpContext context)
    {
        using var document = await JsonBody.ReadAsync(context, "point 'to' roll back to");
        var body = new StrictObject(document.RootElement, "", "to", CommandEndpoint.DryRun);
        await commands.AnswerAsync(context, RouteValues.Model(context), RollBackTo(body), body.Flag(CommandEndpoint.DryRun));
    }

    /// <summary><c>GET /v2/models/{model}/control</c>.</summary>
    public Task ShowAsync(HttpContext context) =>
        JsonAnswer.SendAsync(context, commands.Find(RouteValues.Model(context)), static (json, found) =>
        {
            json.WriteStartObject();
            json.WriteString("model"u8, found.Model.Name.Value);
            ControlJson.WriteMembers(json, found);
            json.WriteEndObject();
        });

    private static ModelCommand.RollBack RollBackTo(StrictObject body)
    {
        const string allowed = "the sequence number of an event from 0, or a time such as \"2026-11-20T17:30:00Z\"";
        var to = body.Required("to", allowed);
        if (to.ValueKind == JsonValueKind.Number && to.TryGetInt64(out var sequenceNr) && sequenceNr >= 0)
            return new ModelCommand.RollBack(sequenceNr, null);
        return to.ValueKind == JsonValueKind.String && to.TryGetDateTimeOffset(out var time)
            ? new ModelCommand.RollBack(null, time)
            : throw body.Wrong("to", to, allowed);
    }
}
