using System.Diagnostics;
using ModelCluster.Cluster.Tests.Coordination;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>
/// A lighthouse and nodes as real processes, with folders of their own; they share the models' folder and, on one machine, the
/// journal. Serves the sleeper, a model that takes 20 ms.
/// </summary>
internal sealed partial class ClusterFixture : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelcluster-cluster-");
    private readonly Dictionary<string, (int Http, int Link)> _ports = [];
    private readonly ClusterPlan _plan;

    private ClusterFixture(ClusterPlan plan, EtcdProcess lighthouse) => (_plan, Lighthouse) = (plan, lighthouse);

    internal EtcdProcess Lighthouse { get; }

    internal Dictionary<string, ClusterNode> Nodes { get; } = [];

    internal string Models => Path.Combine(_folder.FullName, "models");

    /// <summary>Starts a cluster of three nodes, n1 to n3; returns when every node is ready.</summary>
    /// <param name="replicas">Of the sleeper.</param>
    internal static Task<ClusterFixture> StartAsync(int replicas) => StartAsync(new ClusterPlan(replicas));

    /// <summary>Starts everything; returns when every node is ready.</summary>
    internal static async Task<ClusterFixture> StartAsync(ClusterPlan plan)
    {
        var cluster = new ClusterFixture(plan, await EtcdProcess.StartAsync(plan.LighthouseMembers, plan.Network?.Address ?? "127.0.0.1"));
        try
        {
            await cluster.StartAllAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops a node as SIGTERM does.</summary>
    internal async Task StopNodeAsync(string name)
    {
        (await Nodes[name].TerminateAsync()).ShouldBe(0, Nodes[name].Log);
        await Nodes[name].DisposeAsync();
        Nodes.Remove(name);
    }

    /// <summary>The folder that a node keeps its own things in.</summary>
    internal string DataOf(string node) => Path.Combine(_folder.FullName, node);

    /// <summary>Starts a node, for the first time or again, where it was before.</summary>
    internal async Task StartNodeAsync(string name, params string[] more)
    {
        (int Http, int Link) ports;
        lock (_ports)
            ports = _ports.TryGetValue(name, out var known) ? known : _ports[name] = (FreePort.Next(), FreePort.Next());
        var host = _plan.Network?.AddressOf(name) ?? "127.0.0.1";
        var node = await ClusterNode.StartAsync(
            name,
            new Uri($"http://{host}:{ports.Http}"),
            _plan.Network?.CommandOn(name) ?? [],
            [
                "--models", Models, "--Repository:AllowCode=true", "--data", DataOf(name),
                "--link", $"{host}:{ports.Link}", "--lighthouse", string.Join(',', Lighthouse.Endpoints.Select(endpoint => endpoint.ToString().TrimEnd('/'))),
                $"--Journal:Connection={_plan.Journal ?? $"Data Source={Path.Combine(_folder.FullName, "journal.db")}"}", .. _plan.SettingsOf(name), .. more,
            ]);
        lock (Nodes)
            Nodes[name] = node;
    }

    /// <summary>Asks again and again until it is so; fails with the nodes' logs when that takes too long.</summary>
    internal async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var watch = Stopwatch.StartNew();
        while (!await IsSoAsync(isSo))
        {
            if (watch.Elapsed > RealTimeGuard.Limit)
                throw new TimeoutException($"it did not become so within {RealTimeGuard.Limit}; the nodes say:\n{await DescribeAsync()}\n{Logs}");
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

    private async Task StartAllAsync()
    {
        foreach (var model in _plan.Models)
            WriteSleeper(model, _plan.Replicas);
        await Task.WhenAll(_plan.Nodes.Select(name => StartNodeAsync(name)));
        foreach (var node in Nodes.Values)
            await UntilAsync(async () => (await node.Http.GetAsync("/v2/health/ready")).IsSuccessStatusCode);
        await UntilAsync(IsWholeAsync);
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

    private void WriteSleeper(string model, int replicas)
    {
        var version = Directory.CreateDirectory(Path.Combine(Models, model, "1"));
        var built = Path.Combine(AppContext.BaseDirectory, "../../../test-models/sleeper/1");
        foreach (var file in Directory.GetFiles(built))
            File.Copy(file, Path.Combine(version.FullName, Path.GetFileName(file)));
        File.WriteAllText(
            Path.Combine(Models, model, "model.json"), $$"""{ "max_batch_size": 1, "instances": 16, "replicas": {{replicas}} }""");
    }
}
