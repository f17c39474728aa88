using System.Text.Json;
using ModelCluster.Contracts.History;

namespace ModelCluster.Api.Http.History;

/// <summary>Writes causes in the one form that all answers have for them.</summary>
internal static class CauseJson
{
    /// <summary>Writes the member <c>cause</c>: <c>{"kind":"api_key","name":"alice","note":"..."}</c>.</summary>
    public static void Write(Utf8JsonWriter json, Cause cause)
    {
        json.WriteStartObject("cause"u8);
        json.WriteString("kind"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(cause.Kind.ToString()));
        json.WriteString("name"u8, cause.Name);
        if (cause.Note.Length > 0)
            json.WriteString("note"u8, cause.Note);
        json.WriteEndObject();
    }
}
