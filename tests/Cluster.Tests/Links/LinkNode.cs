using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Api.Http.Cluster;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Node.Links;
using ModelCluster.Node.Links.Server;

namespace ModelCluster.Cluster.Tests.Links;

/// <summary>A node that is nothing but its links, in this process on a free port.</summary>
internal sealed class LinkNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private bool _isDisposed;

    private LinkNode(WebApplication app, NodeLinkOptions options, FakeTarget target, FakeObserver observer)
    {
        (_app, Options, Target, Observer) = (app, options, target, observer);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        (Address, ClientAddress) = (new Uri(addresses.First()), new Uri(addresses.Last()));
        Links = app.Services.GetRequiredService<IPeerLinks>();
    }

    internal const string Secret = "a secret that only tests know";

    internal NodeLinkOptions Options { get; }

    internal FakeTarget Target { get; }

    internal FakeObserver Observer { get; }

    internal Uri Address { get; }

    /// <summary>Another listener, where the links' have nothing.</summary>
    internal Uri ClientAddress { get; }

    internal IPeerLinks Links { get; }

    internal NodeId Id => Options.Node;

    internal static NodeLinkOptions OptionsOf(string name) =>
        new() { Node = NodeId.Parse(name), Listen = new IPEndPoint(IPAddress.Loopback, 0), Secret = Secret };

    internal static Task<LinkNode> StartAsync(string name, TimeProvider? time = null) => StartAsync(OptionsOf(name), time);

    internal static async Task<LinkNode> StartAsync(NodeLinkOptions options, TimeProvider? time = null)
    {
        var (target, observer) = (new FakeTarget(), new FakeObserver());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLinks(options);
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddLogging().AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<ILinkTarget>(target).AddSingleton<IPeerObserver>(observer).AddLinks(options);
        var app = builder.Build();
        app.UseLinks();
        app.Run(EchoAsync);
        await app.StartAsync();
        return new LinkNode(app, options, target, observer);
    }

    /// <summary>Links this node to one; returns when the link is open.</summary>
    internal async Task<IPeerLink> LinkToAsync(LinkNode node, Uri? address = null)
    {
        Links.SetPeers([new Peer(node.Id, address ?? node.Address, 1)]);
        await Observer.WaitForAsync(node.Id, PeerCondition.Ready);
        return Links.Find(node.Id)!;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await ((IAsyncDisposable)Links).DisposeAsync();
        _app.Services.GetRequiredService<LinkServer>().Close();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>All that is no link's own answers who asked, for what, and with what body.</summary>
    private static async Task EchoAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        await context.Response.WriteAsync($"{context.Features.Get<LinkCaller>()?.Node} {context.Request.Method} {context.Request.Path} {await reader.ReadToEndAsync()}");
    }
}
