using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ModelCluster.Api.Http.Security;

/// <summary>API keys: who may use the node, and whose name histories show.</summary>
public static class SecurityServices
{
    /// <summary>Adds what <see cref="UseApiKeys"/> needs. Settings come from section <c>Security</c> and are checked at start.</summary>
    public static IServiceCollection AddApiKeys(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<ApiKeyOptions>, ApiKeyOptionsValidator>();
        services.AddOptionsWithValidateOnStart<ApiKeyOptions>().Bind(configuration.GetSection(ApiKeyOptions.Section));
        services.AddSingleton<ApiKeyGate>();
        return services;
    }

    /// <summary>Asks every request for its key, if there are keys; no cost if there are none. Before everything that answers requests.</summary>
    public static IApplicationBuilder UseApiKeys(this IApplicationBuilder app)
    {
        var gate = app.ApplicationServices.GetRequiredService<ApiKeyGate>();
        return gate.IsClosed ? app.Use(next => context => gate.PassAsync(context, next)) : app;
    }
}
