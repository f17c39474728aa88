using Microsoft.Extensions.Options;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Node.Telemetry;

/// <summary>Registers the request log.</summary>
internal static class RequestLogServices
{
    /// <summary>
    /// Puts the request log around the gateway that is registered so far, if <c>RequestLog:File</c> is set; else requests pass as if
    /// it did not exist.
    /// </summary>
    internal static IServiceCollection AddRequestLog(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<RequestLogOptions>, RequestLogOptionsValidator>();
        services.AddOptionsWithValidateOnStart<RequestLogOptions>().Bind(configuration.GetSection(RequestLogOptions.Section));
        if (string.IsNullOrEmpty(configuration[$"{RequestLogOptions.Section}:{nameof(RequestLogOptions.File)}"]))
            return services;
        var inner = services.Last(service => service.ServiceType == typeof(IInferenceGateway));
        services.Remove(inner);
        services.AddSingleton<RequestLog>();
        services.AddHostedService(provider => provider.GetRequiredService<RequestLog>());
        services.AddSingleton<IMetricSource>(provider => provider.GetRequiredService<RequestLog>());
        services.AddSingleton<IInferenceGateway>(provider => new SamplingGateway(
            (IInferenceGateway)(inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)),
            provider.GetRequiredService<RequestLog>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
