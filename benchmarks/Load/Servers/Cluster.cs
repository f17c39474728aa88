using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ModelCluster.Load.Servers;

/// <summary>A lighthouse and nodes on this machine, with data of their own. All killed in the end.</summary>
internal sealed class Cluster : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelcluster-bench-cluster-");
    private readonly Dictionary<string, ServerProcess> _nodes = new(StringComparer.Ordinal);
    private readonly string _models;
    private readonly string[] _args;
    private readonly string _lighthouse = $"http://127.0.0.1:{FreePort()}";
    private readonly Process _etcd;

    /// <summary>Starts the lighthouse.</summary>
    /// <param name="models">The repository that all nodes share.</param>
    /// <param name="args">Settings of all nodes.</param>
    public Cluster(string models, params string[] args)
    {
        (_models, _args) = (models, args);
        var peer = $"http://127.0.0.1:{FreePort()}";
        _etcd = Process.Start(new ProcessStartInfo(
            "etcd",
            [
                "--name", "seed", "--data-dir", Path.Combine(_folder.FullName, "etcd"), "--listen-client-urls", _lighthouse, "--advertise-client-urls", _lighthouse,
                "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", $"seed={peer}", "--logger", "zap", "--log-outputs", "/dev/null",
            ])
        { UseShellExecute = false })!;
    }

    /// <summary>Processor time of all nodes and the lighthouse so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _etcd.Refresh();
            return _nodes.Values.Aggregate(_etcd.TotalProcessorTime, static (sum, node) => sum + node.ProcessorTime);
        }
    }

    public ServerProcess this[string node] => _nodes[node];

    /// <summary>Starts a node; returns when it listens.</summary>
    public ServerProcess Start(string name, params string[] args) => _nodes[name] = ServerProcess.Start(
        null,
        Paths.Node,
        [
            "--node", name, "--models", _models, "--data", Path.Combine(_folder.FullName, name), "--http", "127.0.0.1:0", "--Deployments:Enabled=false",
            "--lighthouse", _lighthouse, "--link", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort()}"), "--Cluster:Secret=a secret of benchmarks",
            $"--Journal:Connection=Data Source={Path.Combine(_folder.FullName, "journal.db")}", .. _args, .. args,
        ]);

    /// <summary>Kills a node as kill -9 does.</summary>
    public void Kill(string name)
    {
        _nodes[name].Dispose();
        _nodes.Remove(name);
    }

    /// <summary>Waits until a node says that so many replicas of a model serve; how long it took.</summary>
    public TimeSpan UntilServing(string asked, string model, int replicas) => _nodes[asked].Until(
        $"/v2/cluster/placements?model={model}", body => body.Split("\"state\":\"available\"").Length - 1 == replicas);

    public void Dispose()
    {
        foreach (var node in _nodes.Values)
            node.Dispose();
        _etcd.Kill();
        _etcd.WaitForExit();
        _etcd.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
