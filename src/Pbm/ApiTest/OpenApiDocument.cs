using System.Text.Json.Nodes;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.ApiTest;

/// <summary>What a test needs of an OpenAPI 3 document.</summary>
/// <param name="Root">The document.</param>
/// <param name="Operations">Every operation, in the document's order.</param>
internal sealed record OpenApiDocument(JsonObject Root, IReadOnlyList<Operation> Operations)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch"];

    /// <summary>Finds the operations.</summary>
    /// <exception cref="PbmException">It is no OpenAPI 3 document, or has no operation.</exception>
    internal static OpenApiDocument Read(JsonNode? document, string address)
    {
        if (document is not JsonObject root || root["openapi"]?.ToString().StartsWith("3.", StringComparison.Ordinal) != true || root["paths"] is not JsonObject paths)
            throw new PbmException(ExitCode.Failed, $"{address} is no OpenAPI 3 document: it has no 'openapi' 3.x and 'paths'");
        var operations = new List<Operation>();
        foreach (var (path, item) in paths)
        {
            foreach (var (method, operation) in item!.AsObject().Where(entry => Methods.Contains(entry.Key, StringComparer.Ordinal)))
                operations.Add(new Operation(path, new HttpMethod(method.ToUpperInvariant()), operation!.AsObject(), item!.AsObject()["parameters"] as JsonArray ?? []));
        }

        return operations.Count > 0
            ? new OpenApiDocument(root, operations)
            : throw new PbmException(ExitCode.Failed, $"{address} has no operations");
    }

    /// <summary>Follows a <c>$ref</c> within the document; null where it leads nowhere.</summary>
    internal JsonObject? Resolve(JsonNode? node)
    {
        var found = node as JsonObject;
        for (var depth = 0; depth < 10 && found?["$ref"]?.ToString() is { } reference; depth++)
        {
            found = reference.Split('/').Skip(1).Aggregate(
                (JsonNode?)Root, (at, part) => (at as JsonObject)?[part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)]) as JsonObject;
        }

        return found;
    }
}

/// <summary>One operation of a document.</summary>
/// <param name="Path">Its path, with parameters in braces.</param>
/// <param name="Method">Its method.</param>
/// <param name="Body">The operation object.</param>
/// <param name="PathParameters">The parameters of all operations of the path.</param>
internal sealed record Operation(string Path, HttpMethod Method, JsonObject Body, JsonArray PathParameters)
{
    internal string Name => $"{Method} {Path}";
}
