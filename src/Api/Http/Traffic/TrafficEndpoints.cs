using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http.Body;
using ModelCluster.Api.Http.Control;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http.Traffic;

/// <summary><c>/v2/models/{model}/traffic</c>: how requests that name no version are shared out, and what came of it.</summary>
internal sealed class TrafficEndpoints(CommandEndpoint commands, ITrafficReports reports)
{
    /// <summary><c>GET</c>: the plan and what was measured under it.</summary>
    public Task GetAsync(HttpContext context)
    {
        var model = RouteValues.Model(context);
        return JsonAnswer.SendAsync(context, (model, commands.Find(model), reports.Find(model)), Write);
    }

    /// <summary><c>PUT</c> with a plan.</summary>
    public async Task SetAsync(HttpContext context)
    {
        var model = RouteValues.Model(context);
        using var document = await JsonBody.ReadAsync(context, "traffic plan");
        await commands.AnswerAsync(context, model, new ModelCommand.SetTraffic(PlanReader.Read(document.RootElement)));
    }

    /// <summary><c>DELETE</c>: all to the newest version again.</summary>
    public Task RemoveAsync(HttpContext context) =>
        commands.AnswerAsync(context, RouteValues.Model(context), new ModelCommand.SetTraffic(TrafficPlan.Newest));

    private static void Write(Utf8JsonWriter json, (ModelName Model, ControlSnapshot Decided, TrafficReport? Report) found)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, found.Model.Value);
        TrafficJson.WritePlan(json, found.Decided.Intent.Traffic, found.Decided.Model, found.Report?.Mirror);
        if (found.Report is { } report)
        {
            if (report.Candidate is { } candidate)
                TrafficJson.WriteCandidate(json, candidate);
            json.WriteNumber("dropped_during_swap"u8, report.DroppedDuringSwap);
        }

        json.WriteEndObject();
    }
}
