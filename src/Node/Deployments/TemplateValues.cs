using System.Text.Json;
using ModelCluster.Contracts.Deployments;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Deployments;

/// <summary>What a template may use: the record's fields, and the extra attributes, alone and all together.</summary>
internal static class TemplateValues
{
    /// <summary>The values by name. An extra attribute never takes the place of a field.</summary>
    public static IReadOnlyDictionary<string, object?> Of(ModelName name, DeploymentSettings settings, ModelVersion imageVersion, string deploymentId)
    {
        using var attributes = JsonDocument.Parse(settings.ExtraTemplateAttributes);
        var values = attributes.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => Plain(member.Value), StringComparer.Ordinal);
        var extra = new Dictionary<string, object?>(values, StringComparer.Ordinal);
        values["name"] = name.Value;
        values["build_id"] = settings.BuildId;
        values["run_id"] = settings.RunId;
        values["image"] = settings.Image;
        values["image_version"] = imageVersion.ToString();
        values["domain"] = settings.Domain ?? "";
        values["port"] = settings.Port;
        values["scale"] = settings.Scale;
        values["threads"] = Threads(settings);
        values["cpu_limit"] = settings.CpuLimit;
        values["mem_limit"] = settings.MemLimit;
        values["cpu_reservation"] = settings.CpuReservation;
        values["mem_reservation"] = settings.MemReservation;
        values["deploy_delay"] = settings.DeployDelay;
        values["deploy_monitor_period"] = settings.DeployMonitorPeriod;
        values["deployment_id"] = deploymentId;
        values["extra_template_attributes"] = extra;
        return values;
    }

    /// <summary>The threads of one session: the cores it may use, rounded up.</summary>
    private static int Threads(DeploymentSettings settings) =>
        Quantity.TryCores(settings.CpuLimit, out var cores) ? (int)Math.Clamp(Math.Ceiling(cores), 1, 256) : 1;

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().ToDictionary(member => member.Name, member => Plain(member.Value), StringComparer.Ordinal),
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        _ => null,
    };
}
