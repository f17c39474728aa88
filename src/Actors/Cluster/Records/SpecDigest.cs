using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>
/// Names settings and samples by what they say. The order of a dictionary's entries means nothing; nor does a field that is
/// null, false or an empty list, so that a setting that a later release adds, and that is off, leaves the digests of all models.
/// </summary>
public static class SpecDigest
{
    private const int Bytes = 8;

    /// <summary>16 hexadecimal digits, the same on every node.</summary>
    public static string Of(SpecRecord spec)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, JsonSerializer.SerializeToElement(spec, RecordJson.Default.SpecRecord));
        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan).AsSpan(0, Bytes));
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var field in value.EnumerateObject().Where(field => SaysSomething(field.Value)).OrderBy(field => field.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(field.Name);
                    Write(writer, field.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static bool SaysSomething(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.GetPropertyCount() > 0,
        _ => true,
    };
}
