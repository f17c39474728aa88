using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Http.Control;

/// <summary><c>GET /v2/models/{model}/config/effective</c>: every setting that counts, and where it comes from.</summary>
internal sealed class EffectiveSettingsEndpoint(IEffectiveSettings settings)
{
    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var model = RouteValues.Model(context);
        IReadOnlyList<EffectiveSetting>? found;
        try
        {
            found = await settings.FindAsync(model, context.RequestAborted);
        }
        catch (HistoryUnavailableException failure)
        {
            throw ProblemException.Unavailable(failure.Message);
        }

        if (found is null)
            throw ProblemException.NotFound($"Request for unknown model: '{model}' is not found");
        await JsonAnswer.SendAsync(context, (model, found), Write);
    }

    private static void Write(Utf8JsonWriter json, (ModelName Model, IReadOnlyList<EffectiveSetting> Settings) found)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, found.Model.Value);
        json.WriteStartArray("settings"u8);
        foreach (var setting in found.Settings)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, setting.Name);
            json.WritePropertyName("value"u8);
            json.WriteRawValue(setting.Json);
            json.WriteString("origin"u8, setting.Origin);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
