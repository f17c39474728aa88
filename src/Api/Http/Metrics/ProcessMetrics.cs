using System.Diagnostics;
using System.Reflection;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Api.Http.Metrics;

/// <summary>What the process takes of the machine, under the names that Prometheus' own libraries use.</summary>
internal sealed class ProcessMetrics : IMetricSource
{
    private static readonly string Version =
        typeof(ProcessMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private readonly double _startedAt = StartedAt();

    /// <inheritdoc/>
    public void Write(MetricWriter writer)
    {
        writer.Gauge("modelcluster_build_info", "1, with the program's version.").Add(MetricLabels.Of("version", Version), 1);
        writer.Gauge("process_start_time_seconds", "When the process started, in seconds since 1970.").Add(_startedAt);
        writer.Counter("process_cpu_seconds_total", "Processor time used.").Add(Environment.CpuUsage.TotalTime.TotalSeconds);
        writer.Gauge("process_resident_memory_bytes", "Memory in use, models included.").Add(Environment.WorkingSet);
        writer.Gauge("dotnet_gc_heap_bytes", "Managed memory in use.").Add(GC.GetTotalMemory(forceFullCollection: false));
        writer.Counter("dotnet_gc_pause_seconds_total", "Time in which the garbage collector held everything up.").Add(GC.GetTotalPauseDuration().TotalSeconds);
        var collections = writer.Counter("dotnet_gc_collections_total", "Garbage collections by generation.");
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
            collections.Add(MetricLabels.Of("generation", $"{generation}"), GC.CollectionCount(generation));
    }

    private static double StartedAt()
    {
        using var process = Process.GetCurrentProcess();
        return new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds() / 1e3;
    }
}
