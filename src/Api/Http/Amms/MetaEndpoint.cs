using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Adapters;
using ModelCluster.Contracts.Admin;

namespace ModelCluster.Api.Http.Amms;

/// <summary>
/// <c>GET /meta[?model_name=&amp;version=]</c>: what each servable is doing, where it comes from, what it takes and what it
/// gives. <c>pipeline</c> is there when its requests go through one. <c>problem</c> is there when something is wrong: why it
/// failed, or that its adapter does not suit it.
/// </summary>
internal sealed class MetaEndpoint(ModelChoice choice, IModelCatalog catalog, AdapterTable adapters)
{
    /// <summary>Answers one request.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        var (model, version) = choice.Named(context);
        var models = model is null ? catalog.Models : [model];
        var servables = models.SelectMany(found => found.Versions)
            .Where(servable => version.Label is { } label ? model!.Labels[label] == servable.Id.Version : version.Accepts(servable.Id.Version))
            .ToList();
        var isAsked = model is not null || version.Range is not null;
        return servables.Count == 0 && isAsked
            ? throw ModelChoice.Missing()
            : JsonAnswer.SendAsync(context, servables, Write);
    }

    private void Write(Utf8JsonWriter json, List<ServableView> servables)
    {
        json.WriteStartObject();
        json.WriteStartArray("models"u8);
        foreach (var servable in servables)
            Write(json, servable);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, ServableView servable)
    {
        json.WriteStartObject();
        json.WriteString("status"u8, ServableStatus.Of(servable, catalog.Statistics(servable.Id)));
        json.WriteStartObject("meta_data"u8);
        json.WriteString("model_name"u8, servable.Id.Model.Value);
        json.WriteString("version"u8, servable.Id.Version.ToString());
        json.WriteString("train_date"u8, servable.Artefact?.TrainedAt?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture));
        json.WriteEndObject();
        if (adapters.PipelineOf(servable) is { } pipeline)
            json.WriteString("pipeline"u8, pipeline.Value);
        var route = adapters.Find(servable, out var unfit);
        WriteFormats(json, servable, route);
        var problem = unfit?.Message ?? servable.Reason;
        if (problem.Length > 0)
            json.WriteString("problem"u8, problem);
        json.WriteEndObject();
    }

    private static void WriteFormats(Utf8JsonWriter json, ServableView servable, TypedRoute? route)
    {
        if (route is null || servable.Signature is null)
        {
            json.WriteNull("request_format"u8);
            json.WriteNull("response_format"u8);
            return;
        }

        json.WritePropertyName("request_format"u8);
        route.Adapter.RequestSchema(route.Target).WriteTo(json);
        json.WritePropertyName("response_format"u8);
        route.Adapter.ResponseSchema(route.Target).WriteTo(json);
    }
}
