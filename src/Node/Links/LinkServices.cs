using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Serving;
using ModelCluster.Node.Links.Client;
using ModelCluster.Node.Links.Server;

namespace ModelCluster.Node.Links;

/// <summary>
/// Registers the links between nodes. Read next: <see cref="PeerLink"/> for the side that asks, <see cref="LinkGate"/> and
/// <see cref="ServedLane"/> for the side that answers, <see cref="Frames.FrameHeader"/> for what goes between them.
/// </summary>
internal static class LinkServices
{
    /// <summary>
    /// Adds <see cref="IPeerLinks"/>. There must be an <see cref="ILinkTarget"/>, an <see cref="IPeerObserver"/> and a
    /// <see cref="TimeProvider"/>; the web server must listen by <see cref="LinkListener.ListenLinks"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The options are not good; the message says why.</exception>
    internal static IServiceCollection AddLinks(this IServiceCollection services, NodeLinkOptions options)
    {
        services.AddSingleton(options.Checked());
        services.AddSingleton(provider => new LinkLog(
            new Lazy<IPeerObserver>(provider.GetRequiredService<IPeerObserver>), provider.GetRequiredService<ILogger<LinkLog>>()));
        services.AddSingleton<IPeerLinks>(provider => new PeerLinks(options, Clock(provider), provider.GetRequiredService<LinkLog>()));
        services.AddSingleton(provider => new LinkServer(
            options, provider.GetRequiredService<ILinkTarget>(), Clock(provider), provider.GetRequiredService<ILogger<LinkServer>>()));
        return services.AddSingleton<LinkGate>();
    }

    /// <summary>Guards the links' listener, and serves lanes there. To be called before any other middleware.</summary>
    internal static void UseLinks(this IApplicationBuilder app)
    {
        var gate = app.ApplicationServices.GetRequiredService<LinkGate>();
        app.Use(next => context => gate.PassAsync(context, next));
    }

    private static ServingClock Clock(IServiceProvider provider) => new(provider.GetRequiredService<TimeProvider>());
}
