using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelCluster.Api.Http.Body;

namespace ModelCluster.Api.Http.Traffic;

/// <summary>Reads the small JSON bodies of operators' commands. Stateless.</summary>
internal static class JsonBody
{
    /// <summary>No command needs more, in bytes.</summary>
    private const int MaxBytes = 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Reads a body that is a JSON object.</summary>
    /// <param name="context">Whose.</param>
    /// <param name="what">What the body is, for messages, such as <c>traffic plan</c>.</param>
    /// <exception cref="ProblemException">400: not an object, or a key that is there twice. 413: too large.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpContext context, string what)
    {
        var body = await RequestBody.ReadAsync(context, MaxBytes);
        try
        {
            if (body.Bytes.IsEmpty)
                throw ProblemException.BadRequest($"the body is empty; a {what} as a JSON object is expected");
            return JsonDocument.Parse(body.Bytes.ToArray(), Strict); // a copy: a document looks into the memory that it was made of
        }
        catch (JsonException failure)
        {
            throw ProblemException.BadRequest($"the {what} is not valid JSON: {failure.Message}");
        }
        finally
        {
            body.Release();
        }
    }
}
