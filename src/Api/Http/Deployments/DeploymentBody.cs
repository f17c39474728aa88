using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ModelCluster.Contracts.Deployments;

namespace ModelCluster.Api.Http.Deployments;

/// <summary>
/// Reads the bodies of deployment requests. As with the original's: a number will do for a text, a text with a whole number for a
/// number, null for what has a default, and fields that are not known are passed over.
/// </summary>
internal sealed class DeploymentBody
{
    /// <summary>What is said of a required field that is not there.</summary>
    public const string Missing = "field required";

    private readonly JsonElement _body;
    private readonly List<FieldProblem> _problems = [];

    private DeploymentBody(JsonElement body) => _body = body;

    /// <summary>The settings of a new deployment.</summary>
    /// <exception cref="DeploymentProblemException">422, with every field that is wrong.</exception>
    public static DeploymentSettings ReadSettings(in ReadOnlySequence<byte> bytes)
    {
        using var document = Parse(bytes, isRequired: true);
        var body = new DeploymentBody(document.RootElement);
        var defaults = new DeploymentSettings { BuildId = "", RunId = "", Image = "" };
        var settings = new DeploymentSettings
        {
            BuildId = body.Required("build_id"),
            RunId = body.Required("run_id"),
            Image = body.Required("image"),
            Domain = body.Text("domain"),
            Port = body.Number("port") ?? defaults.Port,
            Scale = body.Number("scale") ?? defaults.Scale,
            CpuLimit = body.Text("cpu_limit") ?? defaults.CpuLimit,
            MemLimit = body.Text("mem_limit") ?? defaults.MemLimit,
            CpuReservation = body.Text("cpu_reservation") ?? defaults.CpuReservation,
            MemReservation = body.Text("mem_reservation") ?? defaults.MemReservation,
            DeployDelay = body.Text("deploy_delay") ?? defaults.DeployDelay,
            DeployMonitorPeriod = body.Text("deploy_monitor_period") ?? defaults.DeployMonitorPeriod,
            TemplateFile = body.Text("template_file") ?? defaults.TemplateFile,
            ExtraTemplateAttributes = body.Object("extra_template_attributes") ?? defaults.ExtraTemplateAttributes,
        };
        body.ThrowIfWrong();
        return settings;
    }

    /// <summary>The version to pin.</summary>
    /// <exception cref="DeploymentProblemException">422.</exception>
    public static int ReadVersion(in ReadOnlySequence<byte> bytes)
    {
        using var document = Parse(bytes, isRequired: true);
        var body = new DeploymentBody(document.RootElement);
        var version = body.Number("version");
        if (version is null && body._problems.Count == 0)
            body._problems.Add(new FieldProblem("version", Missing));
        body.ThrowIfWrong();
        return version!.Value;
    }

    /// <summary>The record to go back to; null for the one before the newest. The body may be empty.</summary>
    /// <exception cref="DeploymentProblemException">422.</exception>
    public static string? ReadDeploymentId(in ReadOnlySequence<byte> bytes)
    {
        using var document = Parse(bytes, isRequired: false);
        var body = new DeploymentBody(document.RootElement);
        var id = body.Text("deployment_id");
        body.ThrowIfWrong();
        return id;
    }

    private static JsonDocument Parse(in ReadOnlySequence<byte> bytes, bool isRequired)
    {
        if (bytes.IsEmpty && !isRequired)
            return JsonDocument.Parse("{}");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes);
        }
        catch (JsonException e)
        {
            throw DeploymentProblemException.Of("", bytes.IsEmpty ? Missing : $"the body is not JSON: {e.Message}");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw DeploymentProblemException.Of("", "the body must be a JSON object");
    }

    private string Required(string field)
    {
        if (Find(field) is null)
            _problems.Add(new FieldProblem(field, Missing));
        return Text(field) ?? "";
    }

    private string? Text(string field)
    {
        if (Find(field) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.String)
            return value.GetString();
        if (value.ValueKind is JsonValueKind.Number)
            return value.GetRawText();
        _problems.Add(new FieldProblem(field, "str type expected"));
        return null;
    }

    private int? Number(string field)
    {
        if (Find(field) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
            return number;
        if (value.ValueKind == JsonValueKind.String && int.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            return number;
        _problems.Add(new FieldProblem(field, "value is not a valid integer"));
        return null;
    }

    private string? Object(string field)
    {
        if (Find(field) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Object)
            return value.GetRawText();
        _problems.Add(new FieldProblem(field, "value is not a valid dict"));
        return null;
    }

    private JsonElement? Find(string field) =>
        _body.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private void ThrowIfWrong()
    {
        if (_problems.Count > 0)
            throw new DeploymentProblemException(DeploymentStatus.Invalid, _problems);
    }
}
