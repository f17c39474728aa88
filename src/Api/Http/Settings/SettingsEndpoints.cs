using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelCluster.Api.Http.Body;
using ModelCluster.Api.Http.Json;
using ModelCluster.Api.Http.Models;

namespace ModelCluster.Api.Http.Settings;

/// <summary>
/// The logging extension, of which the levels can be changed, and the trace extension, of which nothing can: it is not
/// advertised, and always off.
/// </summary>
internal sealed class SettingsEndpoints(ILogLevelSwitch logLevel, ServableLookup servables, IOptions<OpenInferenceOptions> options)
{
    /// <summary><c>GET /v2/logging</c>.</summary>
    public Task LoggingAsync(HttpContext context) =>
        JsonAnswer.SendAsync(context, LogSettings.From(logLevel.Minimum), static (json, settings) =>
        {
            json.WriteStartObject();
            json.WriteString("log_file"u8, "");
            json.WriteBoolean("log_info"u8, settings.Info);
            json.WriteBoolean("log_warning"u8, settings.Warning);
            json.WriteBoolean("log_error"u8, settings.Error);
            json.WriteNumber("log_verbose_level"u8, settings.Verbose);
            json.WriteString("log_format"u8, "default");
            json.WriteEndObject();
        });

    /// <summary><c>POST /v2/logging</c>: changes levels and answers with all settings.</summary>
    public async Task ChangeLoggingAsync(HttpContext context)
    {
        logLevel.Minimum = await RequestBody.ReadAsync(context, options.Value.MaxRequestBytes, (in bytes) =>
        {
            using var scratch = new PooledBuffer();
            var json = new JsonCursor(bytes);
            var settings = LogSettings.From(logLevel.Minimum);
            settings.Read(ref json, scratch);
            return settings.ToLevel();
        });
        await LoggingAsync(context);
    }

    /// <summary><c>GET /v2[/models/{model}]/trace/setting</c>.</summary>
    public Task TraceAsync(HttpContext context)
    {
        CheckModel(context);
        return JsonAnswer.SendAsync(context, state: 0, static (json, _) => WriteTrace(json));
    }

    /// <summary><c>POST /v2[/models/{model}]/trace/setting</c>.</summary>
    public Task ChangeTraceAsync(HttpContext context)
    {
        CheckModel(context);
        throw ProblemException.Unsupported("trace settings cannot be changed; traces are sent by OpenTelemetry, set up in the server's configuration");
    }

    private static void WriteTrace(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("trace_level"u8);
        json.WriteStringValue("OFF");
        json.WriteEndArray();
        json.WriteString("trace_rate"u8, "0");
        json.WriteString("trace_count"u8, "0");
        json.WriteString("log_frequency"u8, "0");
        json.WriteString("trace_file"u8, "");
        json.WriteString("trace_mode"u8, "opentelemetry");
        json.WriteEndObject();
    }

    private void CheckModel(HttpContext context)
    {
        if (RouteValues.Text(context, RouteValues.ModelSegment) is not null)
            servables.Model(RouteValues.Model(context));
    }
}
