using Microsoft.Extensions.Options;
using ModelCluster.Actors.Cluster;
using ModelCluster.Actors.Cluster.Hosting;
using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.Routing;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Actors.Traffic;
using ModelCluster.Api.Http.Infer;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Coordination;
using ModelCluster.Node.Cluster.Artefacts;
using ModelCluster.Node.Cluster.Forwarding;
using ModelCluster.Node.Lighthouse;
using ModelCluster.Node.Links;
using ModelCluster.Node.Links.Server;

namespace ModelCluster.Node.Cluster;

/// <summary>
/// Registers this node's part in a cluster. Without a lighthouse the node is a cluster of one, by the same code on a store in
/// memory. Read on in <see cref="ClusterHost"/>, and in the Actors project below <c>Cluster</c>.
/// </summary>
internal static class ClusterServices
{
    internal static IServiceCollection AddCluster(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(ClusterOptions.Section);
        services.AddSingleton<IValidateOptions<ClusterOptions>, ClusterOptionsValidator>();
        services.AddOptionsWithValidateOnStart<ClusterOptions>().Bind(section);
        services.AddSingleton<ThisNode>();
        services.AddSingleton<ClusterLog>();
        services.AddSingleton<ClusterMirror>();
        services.AddSingleton<HeldServables>();
        services.AddSingleton<ILinkTarget>(provider => provider.GetRequiredService<HeldServables>());
        services.AddSingleton<Leadership>();
        services.AddSingleton<ModelWaker>();
        services.AddSingleton<ITrafficLeader, TrafficLeader>();
        services.AddSingleton(provider => new Lazy<IClusterInspection>(provider.GetRequiredService<IClusterInspection>));
        services.AddSingleton<DomainSharing>();
        services.AddSingleton<IArtefactIndex, ArtefactIndex>();
        services.AddArtefactTransfer(configuration);
        services.AddSingleton(provider => new RouteFollower(
            provider.GetRequiredService<ThisNode>().Id,
            provider.GetRequiredService<RouteTable>(),
            provider.GetRequiredService<HeldServables>(),
            provider.GetRequiredService<IPeerLinks>(),
            provider.GetRequiredService<ModelWaker>().Wake));
        services.AddSingleton<ClusterHost>();
        services.AddSingleton<IPeerObserver>(provider => provider.GetRequiredService<ClusterHost>());
        services.AddHostedService(provider => provider.GetRequiredService<ClusterHost>());
        services.AddSingleton<LeaderForwarding>();
        return ClusterLinks.Of(configuration) is { } links ? services.AddLighthouse().AddLinks(links).AddSingleton(new ServedBy(links.Node)) : services.AddAlone();
    }

    private static IServiceCollection AddAlone(this IServiceCollection services) =>
        services.AddSingleton<ICoordinationStore>(new InMemoryCoordinationStore()).AddSingleton<IPeerLinks, NoPeers>();

    private static IServiceCollection AddLighthouse(this IServiceCollection services) =>
        services.AddSingleton<ICoordinationStore>(provider => new EtcdCoordinationStore(
            LighthouseOf(provider.GetRequiredService<IOptions<ClusterOptions>>().Value), provider.GetRequiredService<TimeProvider>()));

    /// <summary>
    /// Leads what comes over links to where it belongs, and operators' requests to the leader. Between routing and the check of keys.
    /// </summary>
    internal static void UseLeader(this WebApplication app)
    {
        if (app.Services.GetService<LinkGate>() is null)
            return; // this node is alone, and leads itself
        var forwarding = app.Services.GetRequiredService<LeaderForwarding>();
        app.Use(next => context => forwarding.PassAsync(context, next));
    }

    /// <summary>Guards the links' port. Before all else.</summary>
    internal static void UseLinkGate(this WebApplication app)
    {
        if (app.Services.GetService<LinkGate>() is not null)
            app.UseLinks();
    }

    private static LighthouseOptions LighthouseOf(ClusterOptions options) => new()
    {
        Endpoints = [.. ClusterOptionsValidator.Addresses(options).Select(address => new Uri(address))],
        Prefix = $"/modelcluster/{options.Name}/",
        User = NullIfEmpty(options.LighthouseUser),
        Password = NullIfEmpty(options.LighthousePassword),
        CertificateAuthority = NullIfEmpty(options.LighthouseCa),
        Certificate = NullIfEmpty(options.LighthouseCertificate),
        Key = NullIfEmpty(options.LighthouseKey),
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
