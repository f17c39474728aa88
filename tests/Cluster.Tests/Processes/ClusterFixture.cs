using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ModelCluster.Cluster.Tests.Coordination;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>
/// A lighthouse and three nodes, n1 to n3, as real processes, with folders of their own; they share the models' folder and, on one
/// machine, the journal. Serves the sleeper, a model that takes 20 ms.
/// </summary>
internal sealed class ClusterFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelcluster-cluster-");
    private readonly Dictionary<string, (int Http, int Link)> _ports = [];

    private ClusterFixture(EtcdProcess lighthouse) => Lighthouse = lighthouse;

    internal EtcdProcess Lighthouse { get; }

    internal Dictionary<string, ClusterNode> Nodes { get; } = [];

    internal string Models => Path.Combine(_folder.FullName, "models");

    /// <summary>Starts everything; returns when every node is ready.</summary>
    /// <param name="replicas">Of the sleeper.</param>
    internal static async Task<ClusterFixture> StartAsync(int replicas)
    {
        var cluster = new ClusterFixture(await EtcdProcess.StartAsync());
        cluster.WriteSleeper(replicas);
        await Task.WhenAll(new[] { "n1", "n2", "n3" }.Select(name => cluster.StartNodeAsync(name)));
        foreach (var node in cluster.Nodes.Values)
            await cluster.UntilAsync(async () => (await node.Http.GetAsync("/v2/models/sleeper/ready")).IsSuccessStatusCode);
        await cluster.UntilAsync(async () => (await cluster.PlacementsAsync("n1")).Count(placed => placed.State == "available") == replicas);
        return cluster;
    }

    /// <summary>Starts a node, for the first time or again, where it was before.</summary>
    internal async Task StartNodeAsync(string name, params string[] more)
    {
        (int Http, int Link) ports;
        lock (_ports)
            ports = _ports.TryGetValue(name, out var known) ? known : _ports[name] = (FreePort(), FreePort());
        var node = await ClusterNode.StartAsync(
            name,
            ports.Http,
            [
                "--models", Models, "--Repository:AllowCode=true", "--data", Path.Combine(_folder.FullName, name),
                "--link", $"127.0.0.1:{ports.Link}", "--lighthouse", string.Join(',', Lighthouse.Endpoints.Select(endpoint => endpoint.ToString().TrimEnd('/'))),
                $"--Journal:Connection=Data Source={Path.Combine(_folder.FullName, "journal.db")}", .. more,
            ]);
        lock (Nodes)
            Nodes[name] = node;
    }

    /// <summary>Where the sleeper's replicas are, as a node says.</summary>
    internal async Task<IReadOnlyList<(int Number, string Node, string State)>> PlacementsAsync(string askedNode)
    {
        using var json = JsonDocument.Parse(await Nodes[askedNode].Http.GetStringAsync("/v2/cluster/placements"));
        var all = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement : json.RootElement.GetProperty("placements");
        return
        [
            .. all.EnumerateArray().Select(placed => (
                placed.GetProperty("number").GetInt32(), placed.GetProperty("node").GetString() ?? "", placed.GetProperty("state").GetString()!)),
        ];
    }

    /// <summary>Who leads, as a node says; empty for nobody.</summary>
    internal async Task<string> LeaderAsync(string askedNode) =>
        (await StatusAsync(askedNode)).GetProperty("leader") is { ValueKind: JsonValueKind.Object } leader ? leader.GetProperty("node").GetString()! : "";

    /// <summary>The members, as a node says.</summary>
    internal async Task<IReadOnlyList<string>> MembersAsync(string askedNode) =>
        [.. (await StatusAsync(askedNode)).GetProperty("members").EnumerateArray().Select(member => member.GetProperty("node").GetString()!)];

    /// <summary>Asks again and again until it is so; fails with the nodes' logs when that takes too long.</summary>
    internal async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var watch = Stopwatch.StartNew();
        while (!await IsSoAsync(isSo))
        {
            if (watch.Elapsed > RealTimeGuard.Limit)
                throw new TimeoutException($"it did not become so within {RealTimeGuard.Limit}; the nodes say:\n{Logs}");
            await timer.WaitForNextTickAsync();
        }
    }

    internal string Logs => string.Join("\n", Nodes.Values.Select(node => $"== {node.Name}\n{node.Log}"));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes.Values)
            await node.DisposeAsync();
        await Lighthouse.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<bool> IsSoAsync(Func<Task<bool>> isSo)
    {
        try
        {
            return await isSo();
        }
        catch (HttpRequestException)
        {
            return false; // a node that is just not there
        }
    }

    private async Task<JsonElement> StatusAsync(string askedNode)
    {
        using var json = JsonDocument.Parse(await Nodes[askedNode].Http.GetStringAsync("/v2/cluster"));
        return json.RootElement.Clone();
    }

    private void WriteSleeper(int replicas)
    {
        var version = Directory.CreateDirectory(Path.Combine(Models, "sleeper", "1"));
        var built = Path.Combine(AppContext.BaseDirectory, "../../../test-models/sleeper/1");
        foreach (var file in Directory.GetFiles(built))
            File.Copy(file, Path.Combine(version.FullName, Path.GetFileName(file)));
        File.WriteAllText(
            Path.Combine(Models, "sleeper", "model.json"), $$"""{ "max_batch_size": 1, "instances": 16, "replicas": {{replicas}} }""");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
