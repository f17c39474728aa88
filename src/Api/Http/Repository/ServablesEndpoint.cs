using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http.Body;
using ModelCluster.Api.Http.History;
using ModelCluster.Api.Http.Security;
using ModelCluster.Contracts.Admin;

namespace ModelCluster.Api.Http.Repository;

/// <summary>
/// <c>/v2/repository/servables</c>: GET shows what counts of <c>servables.json</c>; POST puts another in its place, or, with
/// <c>?dry_run=true</c>, only says what that would change. <c>…/history</c> tells what was accepted and rejected.
/// </summary>
internal sealed class ServablesEndpoint(IServablesAdmin admin)
{
    /// <summary>Shows what counts.</summary>
    public Task GetAsync(HttpContext context)
    {
        var current = admin.Current
            ?? throw ProblemException.NotFound("this node was started without servables.json; start it with --servables FILE");
        return JsonAnswer.SendAsync(context, current, Write);
    }

    /// <summary>Applies another, whole or not at all.</summary>
    public async Task PostAsync(HttpContext context)
    {
        var dryRun = QueryValues.Flag(context, "dry_run");
        var json = await RequestBody.ReadAsync(context, IServablesAdmin.MaxBytes, static (in bytes) => bytes.ToArray());
        var outcome = await admin.ApplyAsync(json, context.Cause(), dryRun, context.RequestAborted);
        if (outcome.Status == AdminStatus.Done)
            await JsonAnswer.SendAsync(context, (dryRun, outcome.Changes), Write);
        else
            await JsonAnswer.SendErrorAsync(context, HttpStatus.Of(outcome.Status), outcome.Message);
    }

    /// <summary>Tells what happened.</summary>
    public Task HistoryAsync(HttpContext context) =>
        HistoryPage.SendAsync(context, "configuration", "servables", (from, limit) => admin.ReadHistoryAsync(from, limit, context.RequestAborted));

    private static void Write(Utf8JsonWriter json, ServablesView view)
    {
        json.WriteStartObject();
        json.WriteString("file"u8, view.File);
        if (view.Problem is { } problem)
            json.WriteString("problem"u8, problem);
        json.WritePropertyName("servables"u8);
        if (view.Json is { } servables)
            json.WriteRawValue(servables);
        else
            json.WriteNullValue();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, (bool DryRun, IReadOnlyList<string> Changes) outcome)
    {
        json.WriteStartObject();
        json.WriteBoolean("dry_run"u8, outcome.DryRun);
        json.WriteStartArray("changes"u8);
        foreach (var change in outcome.Changes)
            json.WriteStringValue(change);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
