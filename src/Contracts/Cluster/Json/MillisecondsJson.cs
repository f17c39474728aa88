using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelCluster.Contracts.Cluster.Json;

/// <summary>A duration is a number of milliseconds, to the microsecond.</summary>
internal sealed class MillisecondsJson : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromMilliseconds(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(Math.Round(value.TotalMilliseconds, 3));
}
