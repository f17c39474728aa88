using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Node.Telemetry;

/// <summary>
/// Writes one request as a line of JSON. <c>request</c> and <c>expected</c>, where tensors are written, are those of a sample file
/// beside a model, so that what was seen can be replayed, or become a warm-up.
/// </summary>
internal sealed class RequestLine(ISampleWriter samples)
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal void Write(IBufferWriter<byte> target, SampledRequest request)
    {
        using (var json = new Utf8JsonWriter(target, Readable))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, request.Time.UtcDateTime);
            json.WriteString("model"u8, request.Model.Value);
            if (request.Servable != default)
                json.WriteString("version"u8, request.Servable.Version.ToString());
            json.WriteString("outcome"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName((request.Error?.Status ?? Contracts.Inference.InferenceStatus.Ok).ToString()));
            if (request.Error is { } error)
                json.WriteString("error"u8, error.Message);
            json.WriteNumber("duration_us"u8, (long)request.Duration.TotalMicroseconds);
            WriteNotes(json, "inputs", request.Inputs);
            WriteNotes(json, "outputs", request.Outputs);
            WriteData(json, request);
            json.WriteEndObject();
        }

        target.Write("\n"u8);
    }

    private void WriteData(Utf8JsonWriter json, SampledRequest request)
    {
        var text = new ArrayBufferWriter<byte>();
        if (request.InputData.Count == 0 || !samples.TryWriteRequest(text, request.InputData))
            return;
        json.WritePropertyName("request"u8);
        json.WriteRawValue(text.WrittenSpan, skipInputValidation: true);
        text.ResetWrittenCount();
        if (request.OutputData.Count == 0 || !samples.TryWriteOutputs(text, request.OutputData))
            return;
        json.WritePropertyName("expected"u8);
        json.WriteRawValue(text.WrittenSpan, skipInputValidation: true);
    }

    private static void WriteNotes(Utf8JsonWriter json, string member, List<SampledRequest.TensorNote> notes)
    {
        json.WriteStartArray(member);
        foreach (var note in notes)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, note.Name);
            json.WriteString("datatype"u8, note.Type.Name());
            json.WriteStartArray("shape"u8);
            for (var i = 0; i < note.Shape.Rank; i++)
                json.WriteNumberValue(note.Shape[i]);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
