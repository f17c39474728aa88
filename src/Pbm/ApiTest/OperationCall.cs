using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.ApiTest;

/// <summary>Calls one operation with its own example and judges the answer: a success that is declared, of the declared schema.</summary>
internal static class OperationCall
{
    /// <summary>What an operation that changes the server is marked with.</summary>
    private const string ChangesMark = "x-changes-server";

    internal static async Task<Check> TryAsync(NodeClient client, OpenApiDocument api, Operation operation, bool callChanges, CancellationToken cancellation)
    {
        if (!callChanges && operation.Body[ChangesMark]?.GetValueKind() == JsonValueKind.True)
            return Check.Skipped(operation.Name, "it changes the server; --changes calls it too");
        if (PathOf(api, operation, out var path) is { } missing)
            return Check.Failed(operation.Name, missing);
        if (ContentOf(api, operation, out var content) is { } problem)
            return Check.Failed(operation.Name, problem);
        using (content)
        {
            using var response = await client.SendAsync(operation.Method, path, content, cancellation);
            return await JudgeAsync(api, operation, response, cancellation);
        }
    }

    private static async Task<Check> JudgeAsync(OpenApiDocument api, Operation operation, HttpResponseMessage response, CancellationToken cancellation)
    {
        var status = (int)response.StatusCode;
        var mediaType = response.Content.Headers.ContentType?.MediaType ?? "";
        if (!response.IsSuccessStatusCode)
            return Check.Failed(operation.Name, $"its own example gives {status}: {await ShortAsync(response, cancellation)}");
        var responses = operation.Body["responses"] as JsonObject;
        if (api.Resolve(responses?[$"{status}"] ?? responses?["2XX"] ?? responses?["default"]) is not { } declared)
            return Check.Failed(operation.Name, $"it answers {status}, which the document does not declare");
        if (declared["content"] is not JsonObject contents || mediaType == "text/event-stream")
            return Check.Passed(operation.Name, $"{status}");
        if (contents[mediaType] is not JsonObject declaredContent)
            return Check.Failed(operation.Name, $"it answers {mediaType}, the document declares {string.Join(", ", contents.Select(entry => entry.Key))}");
        if (mediaType != "application/json" || declaredContent["schema"] is not JsonObject schema)
            return Check.Passed(operation.Name, $"{status} {mediaType}");
        return await WrongAsync(api, schema, response, cancellation) is { } wrong
            ? Check.Failed(operation.Name, $"the answer is not of its schema: {wrong}")
            : Check.Passed(operation.Name, $"{status}");
    }

    private static async Task<string?> WrongAsync(OpenApiDocument api, JsonObject schema, HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            return new SchemaCheck(api).Find(JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellation)), schema);
        }
        catch (JsonException failure)
        {
            return $"it is no JSON: {failure.Message}";
        }
    }

    private static async Task<string> ShortAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        const int Longest = 300;
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return text.Length > Longest ? $"{text[..Longest]}..." : text;
    }

    /// <summary>Puts the examples of the parameters into the path; returns what is missing.</summary>
    private static string? PathOf(OpenApiDocument api, Operation operation, out string path)
    {
        path = operation.Path;
        var query = new List<string>();
        var parameters = operation.PathParameters.Concat(operation.Body["parameters"] as JsonArray ?? []);
        foreach (var parameter in parameters.Select(api.Resolve).OfType<JsonObject>())
        {
            var name = parameter["name"]?.ToString() ?? "";
            var value = (parameter["example"] ?? FirstExample(api, parameter) ?? api.Resolve(parameter["schema"])?["example"])?.ToString();
            if (value is null && parameter["required"]?.GetValueKind() == JsonValueKind.True)
                return $"the document gives no example for the required parameter '{name}'";
            if (value is null)
                continue;
            if (parameter["in"]?.ToString() == "path")
                path = path.Replace($"{{{name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal);
            else if (parameter["in"]?.ToString() == "query")
                query.Add($"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}");
        }

        if (query.Count > 0)
            path += $"?{string.Join('&', query)}";
        return path.Contains('{', StringComparison.Ordinal) ? $"the path has a parameter that the document does not describe: {path}" : null;
    }

    /// <summary>Makes the body of its example; returns what is missing.</summary>
    private static string? ContentOf(OpenApiDocument api, Operation operation, out HttpContent? content)
    {
        content = null;
        if (api.Resolve(operation.Body["requestBody"]) is not { } body)
            return null;
        if (body["content"] is not JsonObject contents || contents.Count == 0)
            return "its request body declares no content";
        var (mediaType, declared) = contents.FirstOrDefault(entry => entry.Key == "application/json") is { Key: not null } json ? json : contents.First();
        var example = (declared as JsonObject)?["example"] ?? FirstExample(api, declared as JsonObject) ?? api.Resolve((declared as JsonObject)?["schema"])?["example"];
        if (example is null)
            return body["required"]?.GetValueKind() == JsonValueKind.True ? $"the document gives no example for its {mediaType} body" : null;
        var text = mediaType == "application/json" || example is not JsonValue ? example.ToJsonString() : example.ToString();
        content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        return null;
    }

    private static JsonNode? FirstExample(OpenApiDocument api, JsonObject? declared) =>
        (declared?["examples"] as JsonObject)?.Select(entry => api.Resolve(entry.Value)?["value"]).FirstOrDefault();
}
