namespace ModelCluster.Load.Servers;

/// <summary>Starts the servers that are compared.</summary>
internal static class TestServers
{
    /// <summary>A node; returns when every model is available.</summary>
    public static ServerProcess Node(string models, params string[] args)
    {
        var node = NodeUntilListening(models, args);
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

    /// <summary>A node; returns when it listens.</summary>
    public static ServerProcess NodeUntilListening(string models, params string[] args) => ServerProcess.Start(
        Paths.Executable("Node", "modelcluster"),
        ["--models", models, "--http", "127.0.0.1:0", "--data", Path.Combine(Path.GetTempPath(), "modelcluster-bench-data"), .. args]);

    /// <summary>The plain minimal API on the iris model: benchmarks/Baseline.</summary>
    public static ServerProcess Baseline() => ServerProcess.Start(
        Paths.Executable("Baseline", "baseline"), Path.Combine(Paths.Demo, "iris", "1", "model.onnx"), "http://127.0.0.1:0");
}
