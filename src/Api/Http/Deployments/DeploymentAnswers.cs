using System.Globalization;
using System.Text.Json;
using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Api.Http.Deployments;

/// <summary>Writes deployments as MLModel Manager does, field for field.</summary>
internal static class DeploymentAnswers
{
    /// <summary>A line of the list, with what is wrong with its history if anything is; verbose with its newest record and what is served of it.</summary>
    public static void WriteEntry(Utf8JsonWriter json, DeploymentView deployment, bool isVerbose, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, deployment.Name.Value);
        json.WriteBoolean("valid"u8, deployment.IsValid);
        json.WriteBoolean("active"u8, deployment.IsActive);
        if (deployment.Problem is { } problem)
            json.WriteString("problem"u8, problem);
        if (isVerbose)
        {
            WriteNumber(json, "version"u8, deployment.Records.Count == 0 ? null : deployment.Records[0].Version);
            WriteNumber(json, "served"u8, deployment.Served);
            WriteNumber(json, "pinned"u8, deployment.Pinned);
            json.WriteStartArray("deployment"u8);
            if (deployment.IsValid)
                WriteRecord(json, deployment.Records[0], deployment, now);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>A record that was just saved: its time is a number, and nothing of it is served yet.</summary>
    public static void WriteNew(Utf8JsonWriter json, DeploymentRecord record)
    {
        json.WriteStartObject();
        WriteFields(json, record);
        json.WriteNumber("deployment_time"u8, Seconds(record.Time));
        json.WriteStartArray("containers"u8);
        json.WriteEndArray();
        json.WriteStartArray("swarm_services"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A record of the history: its time is a text; containers are those of the record that is served.</summary>
    public static void WriteRecord(Utf8JsonWriter json, DeploymentRecord record, DeploymentView? deployment, DateTimeOffset now)
    {
        var served = deployment?.Served == record.Version ? deployment : null;
        json.WriteStartObject();
        WriteFields(json, record);
        json.WriteString("deployment_time"u8, Seconds(record.Time).ToString(CultureInfo.InvariantCulture));
        json.WriteStartArray("containers"u8);
        foreach (var (index, replica) in (served?.Replicas ?? []).Index())
            WriteContainer(json, record, index + 1, replica, now);
        json.WriteEndArray();
        json.WriteStartArray("swarm_services"u8);
        if (served is not null)
            WriteService(json, record, served);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, DeploymentRecord record)
    {
        var settings = record.Settings;
        json.WriteString("name"u8, record.Name);
        json.WriteString("domain"u8, settings.Domain);
        json.WriteNumber("port"u8, settings.Port);
        json.WriteString("build_id"u8, settings.BuildId);
        json.WriteString("run_id"u8, settings.RunId);
        json.WriteString("image"u8, settings.Image);
        json.WriteNumber("scale"u8, settings.Scale);
        json.WriteString("cpu_limit"u8, settings.CpuLimit);
        json.WriteString("mem_limit"u8, settings.MemLimit);
        json.WriteString("cpu_reservation"u8, settings.CpuReservation);
        json.WriteString("mem_reservation"u8, settings.MemReservation);
        json.WriteString("deploy_delay"u8, settings.DeployDelay);
        json.WriteString("deploy_monitor_period"u8, settings.DeployMonitorPeriod);
        json.WriteString("template_file"u8, settings.TemplateFile);
        json.WritePropertyName("extra_template_attributes"u8);
        json.WriteRawValue(settings.ExtraTemplateAttributes);
        json.WriteString("rendered_template"u8, record.RenderedTemplate);
        json.WriteString("deployment_id"u8, record.DeploymentId);
    }

    private static void WriteContainer(Utf8JsonWriter json, DeploymentRecord record, int number, ReplicaStatus replica, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, $"mlmodel_{record.Name}_mlmodel.{number}");
        json.WriteString("node"u8, replica.Node);
        json.WriteString("image"u8, Image(record));
        json.WriteString("desired_state"u8, "Running"u8);
        json.WriteString("current_state"u8, $"{replica.State} {Ago.Text(now - replica.Since)}");
        json.WriteString("error"u8, replica.Error);
        json.WriteEndObject();
    }

    private static void WriteService(Utf8JsonWriter json, DeploymentRecord record, DeploymentView deployment)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, record.Name);
        json.WriteString("image"u8, Image(record));
        json.WriteString("replicas"u8, $"{deployment.Ready}/{deployment.Desired}");
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    private static string Image(DeploymentRecord record) =>
        ImageReference.TryParse(record.Settings.Image, out var image, out _) ? image.ToString() : record.Settings.Image;

    /// <summary>Since 1970, to the microsecond.</summary>
    private static decimal Seconds(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond / 1_000_000m;
}
