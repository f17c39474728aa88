using ModelCluster.Actors.Deployments;
using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Actors.Tests.Deployments;

/// <summary>Records and states for tests.</summary>
internal static class Records
{
    internal static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    internal static DeploymentSettings Settings => new() { BuildId = "b", RunId = "r", Image = "iris", DeployDelay = "5s", DeployMonitorPeriod = "30s" };

    internal static DeploymentRecord Of(string id, int version = 0, DeploymentSettings? settings = null) =>
        new("carls_model", version, id, Start, settings ?? Settings, "1.0.0", "/models/iris/1/model.onnx", "threads: 1\n", """{"threads":1}""");

    internal static DeploymentState After(this DeploymentState state, params IDeploymentEvent[] events) =>
        events.Aggregate(state, (now, happened) => now.After(happened));
}
