using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>Requests of the Open Inference Protocol, sent as a client would.</summary>
internal static class Inference
{
    internal const string OneFlower = """{"inputs":[{"name":"features","shape":[1,4],"datatype":"FP32","data":[5.1,3.4,1.5,0.2]}]}""";

    internal static async Task<(HttpStatusCode Status, JsonNode Body)> InferAsync(this HttpClient http, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync($"/v2/models/{path}/infer", content);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    internal static async Task<(HttpStatusCode Status, JsonNode? Body)> PostAsync(this HttpClient http, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(path, content);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    internal static async Task<JsonNode> GetJsonAsync(this HttpClient http, string path) =>
        JsonNode.Parse(await http.GetStringAsync(path))!;

    /// <summary>One model's line of the repository index at one version; null if it has none.</summary>
    internal static async Task<JsonNode?> IndexAsync(this HttpClient http, string model, string? version = null)
    {
        var (_, index) = await http.PostAsync("/v2/repository/index", "");
        return index!.AsArray().FirstOrDefault(line =>
            (string?)line!["name"] == model && (version is null || (string?)line["version"] == version));
    }

    internal static string Error(this JsonNode body) => (string)body["error"]!;

    internal static float[] Floats(this JsonNode body, int output = 0) =>
        [.. body["outputs"]![output]!["data"]!.AsArray().Select(value => (float)value!)];
}
