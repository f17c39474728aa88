using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>The demo repository behind a real node.</summary>
public sealed class DemoModelTests
{
    [Fact]
    public async Task Every_demo_model_answers_its_samples_on_every_version()
    {
        using var folder = new TestFolder("add_sub", "digits", "doubled", "edges", "half_plus_two", "iris", "sentiment");
        folder.Write("digits/model.json", """{"version_policy":"all"}""");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var asked = 0;
        foreach (var model in Directory.GetDirectories(folder.Models))
        {
            var name = Path.GetFileName(model);
            var versions = (await node.Http.GetJsonAsync($"/v2/models/{name}"))["versions"]!.AsArray().Select(version => (string)version!);
            foreach (var version in versions)
            {
                foreach (var file in Directory.GetFiles(Path.Combine(model, "samples")))
                    asked += await AskAsync(node.Http, name, version, JsonNode.Parse(await File.ReadAllTextAsync(file))!);
            }
        }

        asked.ShouldBeGreaterThan(12);
    }

    [Fact]
    public async Task A_held_out_digit_is_recognised_as_json_and_as_binary_tensor()
    {
        using var folder = new TestFolder("digits");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var sample = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(TestFolder.Source("digits"), "samples", "seven.json")))!;
        var (status, body) = await node.Http.InferAsync("digits", sample["request"]!.ToJsonString());
        status.ShouldBe(HttpStatusCode.OK);
        ((int)body["outputs"]![0]!["data"]![0]!).ShouldBe(7);

        var pixels = sample["request"]!["inputs"]![0]!["data"]!.AsArray().Select(value => (float)value!).ToArray();
        var header = Encoding.UTF8.GetBytes(
            """{"inputs":[{"name":"image","shape":[1,1,8,8],"datatype":"FP32","parameters":{"binary_data_size":256}}],"outputs":[{"name":"label","parameters":{"binary_data":true}}]}""");
        using var content = new ByteArrayContent([.. header, .. MemoryMarshal.AsBytes(pixels.AsSpan())]);
        content.Headers.Add("Inference-Header-Content-Length", $"{header.Length}");
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var response = await node.Http.PostAsync("/v2/models/digits/infer", content);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var answer = await response.Content.ReadAsByteArrayAsync();
        BitConverter.ToInt64(answer.AsSpan(int.Parse(response.Headers.GetValues("Inference-Header-Content-Length").Single()))).ShouldBe(7);
    }

    [Fact]
    public async Task Every_datatype_goes_through_unchanged_as_binary_tensor()
    {
        string[] types = ["BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16", "BF16", "FP32", "FP64", "BYTES"];
        using var folder = new TestFolder([.. types.Select(type => $"identity_{type.ToLowerInvariant()}")]);
        await using var node = await NodeProcess.StartReadyAsync(folder);
        foreach (var type in types)
        {
            byte[] data = type switch
            {
                "BYTES" => [1, 0, 0, 0, 65, 0, 0, 0, 0],
                "BOOL" => [1, 0],
                _ => [.. Enumerable.Range(1, 2 * int.Parse(type is "BF16" ? "16" : type.TrimStart('U', 'I', 'N', 'T', 'F', 'P')) / 8).Select(i => (byte)i)],
            };
            var header = Encoding.UTF8.GetBytes(
                $$$"""{"inputs":[{"name":"INPUT0","shape":[1,2],"datatype":"{{{type}}}","parameters":{"binary_data_size":{{{data.Length}}}}}],"parameters":{"binary_data_output":true}}""");
            using var content = new ByteArrayContent([.. header, .. data]);
            content.Headers.Add("Inference-Header-Content-Length", $"{header.Length}");
            using var response = await node.Http.PostAsync($"/v2/models/identity_{type.ToLowerInvariant()}/infer", content);
            var answer = await response.Content.ReadAsByteArrayAsync();
            response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{type}: {Encoding.UTF8.GetString(answer)}");
            answer[int.Parse(response.Headers.GetValues("Inference-Header-Content-Length").Single())..].ShouldBe(data, type);
        }
    }

    private static async Task<int> AskAsync(HttpClient http, string model, string version, JsonNode sample)
    {
        if ((string?)sample["versions"] is { } only && only != version)
            return 0;
        var (status, body) = await http.InferAsync($"{model}/versions/{version}", sample["request"]!.ToJsonString());
        status.ShouldBe(HttpStatusCode.OK, $"{model} {version}: {body}");
        ((string?)body["model_version"]).ShouldBe(version);
        foreach (var (output, expected) in body["outputs"]!.AsArray().Zip(sample["expected"]!["outputs"]!.AsArray()))
        {
            ((string?)output!["name"]).ShouldBe((string?)expected!["name"]);
            foreach (var (have, want) in output["data"]!.AsArray().Zip(expected["data"]!.AsArray()))
                Math.Abs((double)have! - (double)want!).ShouldBeLessThanOrEqualTo((double?)sample["tolerance"] ?? 0, $"{model} {version}");
        }

        return 1;
    }
}
