using System.Text;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Bench;

/// <summary>What is sent: what the person gives, or the example that the node's OpenAPI document has, which is the model's own sample.</summary>
internal static class BenchBody
{
    internal static async Task<byte[]> ReadAsync(NodeClient client, string path, string? data, CancellationToken cancellation)
    {
        if (data is null)
            return Encoding.UTF8.GetBytes((await ExampleAsync(client, path, cancellation)).ToJsonString());
        if (!data.StartsWith('@'))
            return Encoding.UTF8.GetBytes(data);
        try
        {
            if (data != "@-")
                return await File.ReadAllBytesAsync(data[1..], cancellation);
            using var copy = new MemoryStream();
            await using var input = Console.OpenStandardInput();
            await input.CopyToAsync(copy, cancellation);
            return copy.ToArray();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new PbmException(ExitCode.WrongUsage, $"{data[1..]} cannot be read: {failure.Message}");
        }
    }

    private static async Task<JsonNode> ExampleAsync(NodeClient client, string path, CancellationToken cancellation)
    {
        var document = await client.GetAsync("/openapi.json", cancellation);
        var paths = document?["paths"] as JsonObject;
        if (paths?[Uri.UnescapeDataString(path)] is not JsonObject operation)
            throw new PbmException(ExitCode.Failed, $"{client.Host} describes no {path}: is the model served, and its name right? `pbm model list` shows what is there");
        var content = operation["post"]?["requestBody"]?["content"]?["application/json"];
        return content?["example"] ?? Referred(document!, (content?["examples"] as JsonObject)?.Select(example => example.Value).FirstOrDefault())
            ?? throw new PbmException(ExitCode.Failed, $"the node has no sample for {path}; give one with --data @FILE");
    }

    private static JsonNode? Referred(JsonNode document, JsonNode? example)
    {
        if (example.Text("$ref") is not { Length: > 0 } reference)
            return example?["value"];
        var found = reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode?)document, static (node, key) => node?[key]);
        return found?["value"];
    }
}
