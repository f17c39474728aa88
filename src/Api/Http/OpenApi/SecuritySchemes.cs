using System.Text.Json.Nodes;

namespace ModelCluster.Api.Http.OpenApi;

/// <summary>How callers send their API key, on a server that asks for one.</summary>
internal static class SecuritySchemes
{
    private const string Bearer = "bearer";
    private const string Header = "api_key";

    /// <summary>Both, by name.</summary>
    public static JsonObject All => new()
    {
        [Bearer] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "The API key, as 'Authorization: Bearer KEY'." },
        [Header] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = Security.ApiKeyGate.KeyHeader },
    };

    /// <summary>One of the two is needed.</summary>
    public static JsonArray Either =>
        [new JsonObject { [Bearer] = new JsonArray() }, new JsonObject { [Header] = new JsonArray() }];

    /// <summary>For operations that need none.</summary>
    public static JsonArray None => [];
}
