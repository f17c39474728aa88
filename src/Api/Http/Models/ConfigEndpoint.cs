using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Http.Models;

/// <summary>
/// <c>GET /v2/models/{model}[/versions/{version}]/config</c>: the settings a servable runs with, in the shape of the model
/// configuration extension.
/// </summary>
internal sealed class ConfigEndpoint(ServableLookup servables)
{
    /// <summary>Answers one request.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        var (name, version) = RouteValues.ModelAndVersion(context);
        var servable = servables.Available(name, version, RouteValues.Text(context, RouteValues.VersionSegment));
        return JsonAnswer.SendAsync(context, servable, Write);
    }

    private static void Write(Utf8JsonWriter json, ServableView servable)
    {
        var options = servable.Options;
        json.WriteStartObject();
        json.WriteString("name"u8, servable.Id.Model.Value);
        json.WriteString("platform"u8, servable.Platform);
        json.WriteString("backend"u8, servable.Platform.Split('_')[0]);
        WriteVersionPolicy(json, options.VersionPolicy);
        json.WriteNumber("max_batch_size"u8, servable.MaxBatchSize);
        var hasRows = servable.MaxBatchSize > 0;
        WriteTensors(json, "input", servable.Signature?.Inputs ?? [], hasRows);
        WriteTensors(json, "output", servable.Signature?.Outputs ?? [], hasRows);
        WriteInstances(json, servable);
        json.WriteString("default_model_filename"u8, "model.onnx");
        if (hasRows)
            WriteBatching(json, options);
        json.WriteEndObject();
    }

    private static void WriteVersionPolicy(Utf8JsonWriter json, VersionPolicy policy)
    {
        json.WriteStartObject("version_policy"u8);
        switch (policy)
        {
            case VersionPolicy.Latest latest:
                json.WriteStartObject("latest"u8);
                json.WriteNumber("num_versions"u8, latest.Count);
                json.WriteEndObject();
                break;
            case VersionPolicy.Specific specific:
                json.WriteStartObject("specific"u8);
                json.WriteStartArray("versions"u8);
                foreach (var version in specific.Versions)
                    WriteVersion(json, version);
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            case VersionPolicy.Ranges ranges:
                json.WriteStartObject("ranges"u8);
                json.WriteStartArray("versions"u8);
                foreach (var range in ranges.Wanted)
                    json.WriteStringValue(range.ToString());
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            default:
                json.WriteStartObject("all"u8);
                json.WriteEndObject();
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>Whole versions are numbers, as the extension has them; it has no form for others, which are strings.</summary>
    private static void WriteVersion(Utf8JsonWriter json, ModelVersion version)
    {
        if (version.IsWhole)
            json.WriteNumberValue(version.Major);
        else
            json.WriteStringValue(version.ToString());
    }

    /// <summary>The dimension of rows is not written: the extension says it by <c>max_batch_size</c>.</summary>
    private static void WriteTensors(Utf8JsonWriter json, string role, IReadOnlyList<TensorSpec> tensors, bool hasRows)
    {
        json.WriteStartArray(role);
        foreach (var tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tensor.Name);
            json.WriteString("data_type"u8, tensor.Type == TensorType.Bytes ? "TYPE_STRING" : $"TYPE_{tensor.Type.Name()}");
            json.WriteStartArray("dims"u8);
            var dimensions = tensor.Shape.AsSpan();
            foreach (var dimension in hasRows && dimensions.Length > 0 ? dimensions[1..] : dimensions)
                json.WriteNumberValue(dimension);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteInstances(Utf8JsonWriter json, ServableView servable)
    {
        json.WriteStartArray("instance_group"u8);
        json.WriteStartObject();
        json.WriteString("kind"u8, servable.Device.StartsWith("cuda", StringComparison.Ordinal) ? "KIND_GPU" : "KIND_CPU");
        json.WriteNumber("count"u8, servable.Options.Instances ?? Environment.ProcessorCount);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteBatching(Utf8JsonWriter json, ModelOptions options)
    {
        json.WriteStartObject("dynamic_batching"u8);
        json.WriteNumber("max_queue_delay_microseconds"u8, (long)options.BatchDelay.TotalMicroseconds);
        json.WriteNumber("priority_levels"u8, options.PriorityLevels);
        json.WriteNumber("default_priority_level"u8, options.DefaultPriority);
        json.WriteStartObject("default_queue_policy"u8);
        json.WriteString("timeout_action"u8, "REJECT");
        json.WriteNumber("default_timeout_microseconds"u8, (long)options.DefaultDeadline.TotalMicroseconds);
        json.WriteBoolean("allow_timeout_override"u8, true);
        json.WriteNumber("max_queue_size"u8, options.QueueLimit);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
