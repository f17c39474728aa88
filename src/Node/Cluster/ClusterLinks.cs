using Microsoft.AspNetCore.Server.Kestrel.Core;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Node.Hosting;
using ModelCluster.Node.Links;
using ModelCluster.Node.Links.Server;

namespace ModelCluster.Node.Cluster;

/// <summary>Makes the links' options of the cluster's, where there is a lighthouse.</summary>
internal static class ClusterLinks
{
    /// <summary>Opens the links' port.</summary>
    /// <exception cref="SettingsException">The options are not good, or a certificate cannot be read; the message says why.</exception>
    internal static void ListenClusterLinks(this KestrelServerOptions kestrel, IConfiguration configuration)
    {
        if (Of(configuration) is { } links)
            kestrel.ListenLinks(links);
    }

    /// <summary>Null for a node that is alone.</summary>
    /// <exception cref="SettingsException">The options are not good.</exception>
    internal static NodeLinkOptions? Of(IConfiguration configuration)
    {
        var options = new ClusterOptions();
        configuration.GetSection(ClusterOptions.Section).Bind(options);
        if (options.IsAlone)
            return null;
        var validation = new ClusterOptionsValidator().Validate(null, options);
        if (validation.Failed)
            throw new SettingsException(string.Join(Environment.NewLine, validation.Failures));
        return new NodeLinkOptions
        {
            Node = NodeId.Parse(options.NodeName),
            Listen = options.LinkEndpoint,
            Secret = SecretOf(options),
            Certificate = NullIfEmpty(options.Certificate),
            CertificateKey = NullIfEmpty(options.CertificateKey),
            CertificateAuthority = NullIfEmpty(options.CertificateAuthority),
        };
    }

    private static string? SecretOf(ClusterOptions options)
    {
        if (options.SecretFile.Length == 0)
            return NullIfEmpty(options.Secret);
        try
        {
            var secret = File.ReadAllText(options.SecretFile).Trim();
            return secret.Length >= NodeLinkOptions.ShortestSecret
                ? secret
                : throw new SettingsException($"Cluster:SecretFile '{options.SecretFile}' holds {secret.Length} characters, but must hold at least {NodeLinkOptions.ShortestSecret}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"Cluster:SecretFile '{options.SecretFile}' cannot be read: {unreadable.Message}");
        }
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
