using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using ModelCluster.Node.Hosting;

namespace ModelCluster.Node.Cluster.Inspection;

/// <summary>Where this node listens, once it does, with the ports that it was really given. Thread-safe.</summary>
internal sealed class NodeAddresses(IServer server, IConfiguration configuration)
{
    /// <summary>Where clients reach it; null: not yet, or not at all.</summary>
    internal Uri? Http => IsOn("Http:Enabled") ? All.FirstOrDefault() : null;

    /// <summary>Where the deployments API is; null: not yet, or not at all.</summary>
    internal Uri? Deployments => IsOn("Deployments:Enabled") && All.ElementAtOrDefault(IsOn("Http:Enabled") ? 1 : 0) is { } address ? address : null;

    private List<Uri> All => [.. server.Features.Get<IServerAddressesFeature>()?.Addresses.Select(address => new Uri(address)) ?? []];

    private bool IsOn(string key) => bool.TryParse(configuration[key] ?? Settings.DefaultOf(key), out var flag) && flag;
}
