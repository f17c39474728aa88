using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelCluster.Api.Http.History;
using ModelCluster.Api.Http.Infer;
using ModelCluster.Api.Http.Models;
using ModelCluster.Api.Http.Repository;
using ModelCluster.Api.Http.Settings;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Api.Http;

/// <summary>Registers the Open Inference Protocol's endpoints.</summary>
public static class OpenInferenceServices
{
    /// <summary>The reader of sample requests by itself, for a process that has no endpoints.</summary>
    public static ISampleReader SampleReader(TimeProvider time) => new SampleReader(time);

    /// <summary>
    /// Adds what <see cref="OpenInferenceRoutes.MapOpenInferenceProtocol"/> needs, and the reader of sample requests. The
    /// gateway, the catalog and the admin port are to be registered by others.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="configure">Changes the settings, which are checked at start.</param>
    public static IServiceCollection AddOpenInferenceProtocol(
        this IServiceCollection services, Action<OpenInferenceOptions>? configure = null)
    {
        services.AddRoutingCore();
        services.AddOptions<OpenInferenceOptions>().Configure(configure ?? (_ => { })).ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<OpenInferenceOptions>, OpenInferenceOptionsValidator>();
        services.AddSingleton<ISampleReader, SampleReader>();
        services.AddSingleton<ISampleWriter, SampleWriter>();
        services.AddSingleton<HttpBoundary>();
        services.AddSingleton<ServableLookup>();
        services.AddSingleton<Classifier>();
        services.TryAddSingleton(new ServedBy(default));
        services.AddSingleton<InferEndpoint>();
        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<MetadataEndpoints>();
        services.AddSingleton<ConfigEndpoint>();
        services.AddSingleton<StatisticsEndpoints>();
        services.AddSingleton<RepositoryIndex>();
        services.AddSingleton<RepositoryControl>();
        services.AddSingleton<LogLevelSwitch>();
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>>(provider => provider.GetRequiredService<LogLevelSwitch>());
        services.TryAddSingleton<ILogLevelSwitch>(provider => provider.GetRequiredService<LogLevelSwitch>());
        services.AddSingleton<SettingsEndpoints>();
        services.AddSingleton<HistoryEndpoint>();
        return services;
    }
}
