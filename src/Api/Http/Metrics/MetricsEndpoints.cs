using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelCluster.Contracts.Diagnostics;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Api.Http.Metrics;

/// <summary><c>GET /metrics</c>, and TensorFlow Serving's <c>GET /monitoring/prometheus/metrics</c>.</summary>
internal sealed partial class MetricsEndpoints(
    IEnumerable<IMetricSource> sources, TensorFlowMetrics tensorFlow, ILogger<MetricsEndpoints> logger)
{
    private readonly IReadOnlyList<IMetricSource> _sources = [.. sources];

    /// <summary>Everything that any part of the node has to show.</summary>
    public async Task AllAsync(HttpContext context)
    {
        using var text = new PrometheusText();
        foreach (var source in _sources)
            Write(source, text);
        await SendAsync(context, text);
    }

    /// <summary>TensorFlow Serving's names.</summary>
    public async Task TensorFlowAsync(HttpContext context)
    {
        using var text = new PrometheusText();
        tensorFlow.Write(text);
        await SendAsync(context, text);
    }

    /// <summary>One source that fails does not take the others' metrics away.</summary>
    private void Write(IMetricSource source, PrometheusText text)
    {
        try
        {
            source.Write(text);
        }
        catch (Exception failure)
        {
            LogSourceFailed(failure, source.GetType().Name);
        }
    }

    private static async Task SendAsync(HttpContext context, PrometheusText text)
    {
        var response = context.Response;
        response.ContentType = PrometheusText.ContentType;
        text.WriteTo(response.BodyWriter);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    [LoggerMessage(EventIds.MetricsSourceFailed, LogLevel.Error, "metrics of {Source} are missing from a scrape")]
    private partial void LogSourceFailed(Exception failure, string source);
}
