using System.Globalization;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Api.Http.Deployments;

/// <summary>MLModel Manager's metrics. The labels tell what is deployed: its domain, build, run and image.</summary>
internal sealed class DeploymentMetrics(IDeploymentManager manager) : IMetricSource
{
    /// <inheritdoc/>
    public void Write(MetricWriter writer)
    {
        var active = writer.Gauge("mlmodel_manager_active", "1 for a deployment that is to be served, else 0.");
        var valid = writer.Gauge("mlmodel_manager_valid", "1 for a deployment that has records, else 0.");
        var weird = writer.Gauge("mlmodel_manager_weird", "1 for a deployment that is served without records or whose history cannot be read, else 0.");
        var running = writer.Gauge("mlmodel_manager_model_running_replicas", "Replicas of a deployment that take requests.");
        var requested = writer.Gauge("mlmodel_manager_model_request_replicas", "Replicas of a deployment that are wanted.");
        foreach (var deployment in manager.Deployments)
        {
            var labels = Labels(deployment);
            active.Add(labels, deployment.IsActive ? 1 : 0);
            valid.Add(labels, deployment.IsValid ? 1 : 0);
            weird.Add(labels, deployment.IsWeird ? 1 : 0);
            if (deployment.Served is null)
                continue;
            running.Add(labels, deployment.Ready);
            requested.Add(labels, deployment.Desired);
        }
    }

    private static MetricLabels Labels(DeploymentView deployment)
    {
        var labels = MetricLabels.Of("name", deployment.Name.Value);
        if (deployment.Records.FirstOrDefault(record => record.Version == deployment.Served) is not { } served)
            return labels;
        var settings = served.Settings;
        return labels
            .With("domain", $"http://{settings.Domain}:{settings.Port.ToString(CultureInfo.InvariantCulture)}")
            .With("build_id", settings.BuildId)
            .With("run_id", settings.RunId)
            .With("image", settings.Image);
    }
}
