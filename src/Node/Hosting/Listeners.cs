using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using ModelCluster.Api.Http.Deployments;
using ModelCluster.Node.Cluster;

namespace ModelCluster.Node.Hosting;

/// <summary>Opens the ports.</summary>
internal static class Listeners
{
    /// <summary>Adds the web server with the listeners that are switched on.</summary>
    /// <exception cref="SettingsException">An address is none.</exception>
    internal static WebApplicationBuilder AddListeners(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var http = HttpEndpoint(configuration);
        var deployments = Flag(configuration, "Deployments:Enabled") ? EndpointOf(configuration, "Deployments:Address") : null;
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // the protocol has its own limit, with its own error
            if (http is not null)
                kestrel.Listen(http, listen => listen.Protocols = HttpProtocols.Http1);
            if (deployments is not null)
                kestrel.Listen(deployments, ServeDeployments);
            kestrel.ListenClusterLinks(configuration);
        });
        builder.Services.AddRoutingCore();
        return builder;
    }

    /// <summary>Where clients are served over HTTP; null: nowhere.</summary>
    /// <exception cref="SettingsException">The address is none.</exception>
    internal static IPEndPoint? HttpEndpoint(IConfiguration configuration) =>
        Flag(configuration, "Http:Enabled") ? EndpointOf(configuration, "Http:Address") : null;

    /// <summary>Every connection carries the mark by which requests find the deployments' paths.</summary>
    private static void ServeDeployments(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Features.Set(DeploymentsListener.Instance);
            return next(connection);
        });
    }

    private static bool Flag(IConfiguration configuration, string key)
    {
        var text = configuration[key] ?? Settings.DefaultOf(key);
        return bool.TryParse(text, out var flag) ? flag : throw new SettingsException($"{key} is '{text}'; true or false is allowed");
    }

    private static IPEndPoint EndpointOf(IConfiguration configuration, string key)
    {
        var text = configuration[key] ?? Settings.DefaultOf(key);
        var address = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + text[9..] : text;
        return IPEndPoint.TryParse(address, out var endpoint) && address.Contains(':', StringComparison.Ordinal)
            ? endpoint
            : throw new SettingsException($"{key} is '{text}'; address:port such as 127.0.0.1:8000 or 0.0.0.0:8000 is allowed");
    }
}
