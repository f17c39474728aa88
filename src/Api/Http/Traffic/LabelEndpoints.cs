using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http.Body;
using ModelCluster.Api.Http.Control;
using ModelCluster.Contracts.Control;

namespace ModelCluster.Api.Http.Traffic;

/// <summary><c>/v2/models/{model}/labels</c> and <c>/v2/models/{model}/labels/{label}</c>: names that point at versions.</summary>
internal sealed class LabelEndpoints(CommandEndpoint commands)
{
    /// <summary><c>GET</c>: every label and its version.</summary>
    public Task ListAsync(HttpContext context)
    {
        var model = RouteValues.Model(context);
        return JsonAnswer.SendAsync(context, (model, commands.Find(model).Intent.Labels), static (json, found) =>
        {
            json.WriteStartObject();
            json.WriteString("model"u8, found.model.Value);
            TrafficJson.WriteLabels(json, found.Labels);
            json.WriteEndObject();
        });
    }

    /// <summary><c>PUT {"version":"2","wait":true}</c>: moves a label, or makes it.</summary>
    public async Task MoveAsync(HttpContext context)
    {
        var model = RouteValues.Model(context);
        using var document = await JsonBody.ReadAsync(context, "label's version");
        var body = new StrictObject(document.RootElement, "", "version", "wait");
        await commands.AnswerAsync(context, model, new ModelCommand.MoveLabel(Label(context), body.Version("version"), body.Flag("wait")));
    }

    /// <summary><c>DELETE</c>: takes a label away.</summary>
    public Task RemoveAsync(HttpContext context) =>
        commands.AnswerAsync(context, RouteValues.Model(context), new ModelCommand.RemoveLabel(Label(context)));

    private static string Label(HttpContext context) => RouteValues.Text(context, RouteValues.LabelSegment)!;
}
