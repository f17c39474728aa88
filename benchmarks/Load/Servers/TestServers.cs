namespace ModelCluster.Load.Servers;

/// <summary>Starts the servers that are compared.</summary>
internal static class TestServers
{
    /// <summary>A node; returns when every model is available.</summary>
    public static ServerProcess Node(string models, params string[] args) => UntilReady(NodeUntilListening(models, args));

    /// <summary>A node on the demo models that tells what it allocates.</summary>
    public static ServerProcess NodeWithProbe() => UntilReady(StartNode(new AllocationProbe(), Paths.Demo));

    /// <summary>A node; returns when it listens.</summary>
    public static ServerProcess NodeUntilListening(string models, params string[] args) => StartNode(null, models, args);

    /// <summary>The plain minimal API on the iris model: benchmarks/Baseline.</summary>
    public static ServerProcess Baseline(bool withProbe = false) => ServerProcess.Start(
        withProbe ? new AllocationProbe() : null,
        Paths.Executable("Baseline", "baseline"),
        Path.Combine(Paths.Demo, "iris", "1", "model.onnx"),
        "http://127.0.0.1:0");

    private static ServerProcess StartNode(AllocationProbe? probe, string models, params string[] args) => ServerProcess.Start(
        probe,
        Paths.Node,
        ["--models", models, "--http", "127.0.0.1:0", "--Deployments:Enabled=false", "--data", Path.Combine(Path.GetTempPath(), "modelcluster-bench-data"), .. args]);

    private static ServerProcess UntilReady(ServerProcess node)
    {
        try
        {
            node.Until("/v2/health/ready", static _ => true);
            return node;
        }
        catch
        {
            node.Dispose();
            throw;
        }
    }
}
