using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Admin;

namespace ModelCluster.Api.Http.Models;

/// <summary>The statistics extension: counters of every servable that is loaded.</summary>
internal sealed class StatisticsEndpoints(IModelCatalog catalog, ServableLookup servables)
{
    /// <summary><c>GET /v2/models/stats</c>.</summary>
    public Task AllAsync(HttpContext context) => SendAsync(context, catalog.Models.SelectMany(model => model.Versions));

    /// <summary><c>GET /v2/models/{model}[/versions/{version}]/stats</c>.</summary>
    public Task ModelAsync(HttpContext context)
    {
        var (name, version) = RouteValues.ModelAndVersion(context);
        var model = servables.Model(name);
        version = ServableLookup.Resolve(model, version);
        var found = model.Versions.Where(servable => version.Accepts(servable.Id.Version)).ToList();
        if (found.Count == 0)
            throw ProblemException.NotFound(ServableLookup.UnknownVersion(name, RouteValues.Text(context, RouteValues.VersionSegment)));
        return SendAsync(context, found);
    }

    private Task SendAsync(HttpContext context, IEnumerable<ServableView> found) =>
        JsonAnswer.SendAsync(context, (catalog, found), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("model_stats"u8);
            foreach (var servable in state.found)
            {
                if (state.catalog.Statistics(servable.Id) is { } statistics)
                    Write(json, servable, statistics);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    private static void Write(Utf8JsonWriter json, ServableView servable, ServableStatistics statistics)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, servable.Id.Model.Value);
        json.WriteString("version"u8, servable.Id.Version.ToString());
        json.WriteNumber("last_inference"u8, statistics.LastInference?.ToUnixTimeMilliseconds() ?? 0);
        json.WriteNumber("inference_count"u8, statistics.InferenceCount);
        json.WriteNumber("execution_count"u8, statistics.ExecutionCount);
        json.WriteNumber("overdue_runs"u8, statistics.OverdueRuns);
        json.WriteStartObject("inference_stats"u8);
        Write(json, "success", statistics.Success);
        Write(json, "fail", statistics.Fail);
        Write(json, "queue", statistics.Queue);
        Write(json, "compute_input", statistics.ComputeInput);
        Write(json, "compute_infer", statistics.ComputeInfer);
        Write(json, "compute_output", statistics.ComputeOutput);
        Write(json, "cache_hit", statistics.CacheHits);
        Write(json, "cache_miss", statistics.CacheMisses);
        json.WriteEndObject();
        json.WriteStartArray("batch_stats"u8);
        foreach (var batch in statistics.Batches)
        {
            json.WriteStartObject();
            json.WriteNumber("batch_size"u8, batch.BatchSize);
            Write(json, "compute_input", batch.ComputeInput);
            Write(json, "compute_infer", batch.ComputeInfer);
            Write(json, "compute_output", batch.ComputeOutput);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteMemory(json, servable.Device, statistics.MemoryBytes);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, DurationStatistic statistic)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count"u8, statistic.Count);
        json.WriteNumber("ns"u8, statistic.Nanoseconds);
        json.WriteEndObject();
    }

    /// <summary>A device is written <c>cpu</c> or <c>cuda:0</c>.</summary>
    private static void WriteMemory(Utf8JsonWriter json, string device, long bytes)
    {
        var colon = device.IndexOf(':', StringComparison.Ordinal);
        json.WriteStartArray("memory_usage"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, device.StartsWith("cuda", StringComparison.Ordinal) ? "GPU" : "CPU");
        json.WriteNumber("id"u8, colon >= 0 && int.TryParse(device.AsSpan(colon + 1), out var id) ? id : 0);
        json.WriteNumber("byte_size"u8, bytes);
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
