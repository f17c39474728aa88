using ModelCluster.Actors.Traffic;
using ModelCluster.Api.Http.Traffic;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Node.Serving;

/// <summary>Registers labels and traffic plans: their paths, their figures and the monitor of candidates.</summary>
internal static class TrafficServices
{
    internal static IServiceCollection AddTraffic(this IServiceCollection services)
    {
        services.AddTrafficEndpoints();
        services.AddSingleton<ITrafficReports, TrafficReports>();
        services.AddSingleton<IMetricSource, TrafficMetrics>();
        services.AddSingleton<TrafficLog>();
        services.AddSingleton<TrafficMonitoring>().AddHostedService(provider => provider.GetRequiredService<TrafficMonitoring>());
        return services;
    }
}
