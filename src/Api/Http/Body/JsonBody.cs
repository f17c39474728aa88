using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ModelCluster.Api.Http.Body;

/// <summary>Reads the JSON bodies of operators' commands. Stateless.</summary>
internal static class JsonBody
{
    /// <summary>A model's settings are the largest of them, and no larger than this, in bytes.</summary>
    private const int MaxBytes = 8 << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a body that is JSON. The caller disposes it.</summary>
    /// <param name="context">Whose.</param>
    /// <param name="what">What the body is, for messages, such as <c>traffic plan</c>.</param>
    /// <exception cref="ProblemException">400: empty, no JSON, or a key that is there twice. 413: too large.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpContext context, string what) =>
        await ParseAsync(context, what) ?? throw ProblemException.BadRequest($"the body is empty; a {what} as a JSON object is expected");

    /// <summary>For commands that the path says whole: nothing, or an empty object.</summary>
    /// <exception cref="ProblemException">400: there is more. 413: too large.</exception>
    public static async Task ExpectNoneAsync(HttpContext context)
    {
        using var document = await ParseAsync(context, "body");
        if (document is not null && !(document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.GetPropertyCount() == 0))
            throw ProblemException.BadRequest("this command takes no body; the path and ?dry_run=true say all");
    }

    /// <summary>Null: the body is empty.</summary>
    private static async Task<JsonDocument?> ParseAsync(HttpContext context, string what)
    {
        try
        {
            var bytes = await RequestBody.ReadAsync(context, MaxBytes, static (in bytes) => bytes.ToArray()); // a document looks into the memory that it was made of
            return bytes.Length == 0 ? null : JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException failure)
        {
            throw ProblemException.BadRequest($"the {what} is not valid JSON: {failure.Message}");
        }
    }
}
