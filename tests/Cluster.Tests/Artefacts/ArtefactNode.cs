using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Cluster.Artefacts;
using ModelCluster.Node.Repository;
using ModelCluster.Node.Tests.Repository;

namespace ModelCluster.Cluster.Tests.Artefacts;

/// <summary>As much of a node as transfers artefacts: a repository, a shelf, a port, and links to others.</summary>
internal sealed class ArtefactNode : IArtefactIndex, IAsyncDisposable
{
    private readonly ExecutorThreads _threads = new("hashing", 2);
    private readonly List<(ServableId Id, Artefact Artefact)> _known = [];
    private readonly WebApplication _app;
    private readonly FakeLinks _links = new();
    private readonly TimeProvider _time;
    private readonly long _shelfBytes;

    private ArtefactNode(string name, long shelfBytes, TimeProvider time)
    {
        Id = NodeId.Parse(name);
        _time = time;
        _shelfBytes = shelfBytes;
        Sums = new ArtefactSums(new LoadingQueue(_threads), static (_, _) => ValueTask.FromResult<string?>(null));
        Restart();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore().AddSingleton(_ => new ArtefactFinder(this, Sums, Shelf));
        _app = builder.Build();
        _app.Use(async (context, next) =>
        {
            Served.Enqueue($"{context.Request.Path} {context.Request.Headers.Range}".TrimEnd());
            await (Fault is { } fault ? fault(context, next) : next(context));
        });
        _app.UseRouting();
        _app.MapArtefactTransfer();
    }

    public NodeId Id { get; }

    public TempFolder Folder { get; } = new();

    public TempFolder Data { get; } = new();

    public ArtefactSums Sums { get; }

    public ArtefactShelf Shelf { get; private set; } = null!;

    public ArtefactFetcher Fetcher { get; private set; } = null!;

    public ConcurrentQueue<string> Served { get; } = new();

    /// <summary>Stands between the network and the endpoints.</summary>
    public Func<HttpContext, RequestDelegate, Task>? Fault { get; set; }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<ArtefactNode> StartAsync(string name, long shelfBytes = 1 << 30, TimeProvider? time = null)
    {
        var node = new ArtefactNode(name, shelfBytes, time ?? TimeProvider.System);
        await node._app.StartAsync();
        return node;
    }

    public IReadOnlyList<Artefact> Find(ServableId id) => [.. _known.Where(known => known.Id == id).Select(known => known.Artefact)];

    /// <summary>A shelf and a fetcher as of a process that has just started.</summary>
    public void Restart()
    {
        Shelf = new ArtefactShelf(Data.At("artefacts"), _shelfBytes, Sums.Reading, _time, NullLogger<ArtefactShelf>.Instance);
        Fetcher = new ArtefactFetcher(this, Sums, Shelf, _links, _time, NullLogger<ArtefactFetcher>.Instance);
    }

    /// <summary>Makes files known as an artefact; the first is the model's.</summary>
    public ArtefactRecord Add(ServableId id, params (string Path, byte[] Content)[] files)
    {
        foreach (var (path, content) in files)
        {
            Folder.Write(path);
            File.WriteAllBytes(Folder.At(path), content);
        }

        return Know(id, files[0].Path);
    }

    /// <summary>Makes a file that is there known as an artefact.</summary>
    public ArtefactRecord Know(ServableId id, string path)
    {
        var file = new FileInfo(Folder.At(path));
        var artefact = new Artefact(id.Version, file.FullName, FileStamp.Of(Entries.Of(file.DirectoryName!).Files).Text);
        _known.Add((id, artefact));
        return ArtefactRecord.Of(artefact);
    }

    public async Task<ArtefactRecord> WithSumAsync(ArtefactRecord artefact) =>
        artefact with { Sha256 = (await Sums.ReadAsync(artefact.Path, TestContext.Current.CancellationToken)).Sha256 };

    public void LinkTo(ArtefactNode other)
    {
        var http = new HttpClient { BaseAddress = other.Address };
        LinkTo(new FakeLink(other.Id, (request, cancellation) => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation)));
    }

    public void LinkTo(FakeLink link) => _links.Add(link);

    public Task<FetchedArtefact> FetchAsync(ServableId id, ArtefactRecord wanted, params ArtefactNode[] nodes) =>
        Fetcher.FetchAsync(id, wanted, [.. nodes.Select(node => node.Id)], progress: null, TestContext.Current.CancellationToken);

    /// <summary>Requests for the contents of files.</summary>
    public IEnumerable<string> FilesServed() => Served.Where(request => request.Contains("/files/", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _threads.Dispose();
        Folder.Dispose();
        Data.Dispose();
    }
}
