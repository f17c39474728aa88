using System.Net;
using System.Text.Json.Nodes;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>Typed predictions and the live OpenAPI document, against a real node on the demo models.</summary>
public sealed class TypedPredictionTests
{
    [Fact]
    public async Task Every_operation_of_the_document_answers_its_own_example()
    {
        using var folder = new TestFolder("add_sub", "digits", "edges", "half_plus_two", "iris", "sentiment", "identity_fp16", "identity_bf16", "identity_bool", "identity_bytes");
        folder.Write("iris/model.json", """{"adapter":"vector_input","labels":{"probabilities":["setosa","versicolor","virginica"]}}""");
        folder.Write("sentiment/model.json", """{"adapter":"text_input","labels":{"probabilities":["negative","positive"]}}""");
        folder.Write("digits/model.json", """{"adapter":"image_input","version_policy":"all","image":{"scale":0.0627451}}""");
        folder.Write("edges/model.json", """{"adapter":"image_input"}""");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var document = await node.Http.GetJsonAsync("/openapi.json");
        var called = await CallAllAsync(node, document);
        called.ShouldBeGreaterThan(60);
        document["paths"]!["/predict/digits/1.x"].ShouldNotBeNull();
        foreach (var (path, method) in new[] { ("/v2/events", "get"), ("/v2/models/{model}/events", "get"), ("/v2/models/{model}/configure", "post"), ("/v2/models/{model}/labels/{label}", "put"), ("/deployments", "get"), ("/metrics", "get") })
            document["paths"]![path]![method].ShouldNotBeNull($"{method} {path}");
        foreach (var path in new[] { "/deployments/{name}", "/v2/repository/servables", "/v2/repository/servables/history" })
            document["paths"]![path].ShouldBeNull($"{path}: there is none of it");
    }

    [Fact]
    public async Task What_labels_deployments_and_servables_add_to_the_document_answers_its_own_example_too()
    {
        using var folder = new TestFolder("half_plus_two");
        var root = Path.GetDirectoryName(folder.Models)!;
        var artefacts = Directory.CreateDirectory(Path.Combine(root, "artefacts")).FullName;
        var servables = Path.Combine(root, "servables.json");
        File.Copy(Path.Combine(TestFolder.Source("half_plus_two"), "1", "model.onnx"), Path.Combine(artefacts, "line-1_0_0-10.onnx"));
        await File.WriteAllTextAsync(servables, $$"""[{"model_name":"line","aspired_version":"1.x","load_type":"LOCAL","load_url":"{{artefacts}}","servable_name":"tensor"}]""");
        await using var node = await NodeProcess.StartReadyAsync(folder, "--servables", servables);
        using var label = await node.Http.PutAsync("/v2/models/half_plus_two/labels/best", new StringContent("""{"version":"2"}"""));
        label.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await node.Http.PostAsync("/deployments/deployed", """{"build_id":"b","run_id":"r","image":"half_plus_two"}""")).Status.ShouldBe(HttpStatusCode.OK);
        await node.UntilAsync(async () => (await node.Http.GetJsonAsync("/openapi.json"))["paths"]!["/predict/deployed"] is not null);
        var document = await node.Http.GetJsonAsync("/openapi.json");
        foreach (var (path, methods) in new[]
        {
            ("/v2/models/{model}/labels/{label}", "get put delete"), ("/deployments/{name}", "get post put delete"), ("/deployments/{name}/pin", "post"),
            ("/deployments/{name}/rollback", "post"), ("/v2/repository/servables", "get post"), ("/v2/repository/servables/history", "get"),
        })
        {
            document["paths"]![path]!.AsObject().Select(operation => operation.Key).ShouldBe(methods.Split(' '), path);
        }

        (await CallAllAsync(node, document)).ShouldBeGreaterThan(60);
    }

    [Fact]
    public async Task The_typed_bodies_of_the_demo_models_are_answered_with_labels()
    {
        using var folder = new TestFolder("iris", "sentiment");
        folder.Write("iris/model.json", """{"adapter":"vector_input","labels":{"probabilities":["setosa","versicolor","virginica"]}}""");
        folder.Write("sentiment/model.json", """{"adapter":"text_input","labels":{"probabilities":["negative","positive"]}}""");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var (_, flower) = await node.Http.PostAsync("/predict/iris", """{"samples":[[5.1,3.4,1.5,0.2],[6.8,3.2,5.9,2.3]]}""");
        flower!["preds"]!.ToJsonString().ShouldBe("""["setosa","virginica"]""");
        ((string?)flower["pred_probas"]![0]![0]![0]).ShouldBe("setosa");
        ((double)flower["pred_probas"]![0]![0]![1]!).ShouldBe(0.967648, 0.0001);
        var (_, text) = await node.Http.PostAsync("/predict?model_name=sentiment&version=1.x", """{"samples":["Great!","The soup was not good."]}""");
        text!["preds"]!.ToJsonString().ShouldBe("""["positive","negative"]""");
    }

    [Fact]
    public async Task A_model_dropped_in_appears_and_one_removed_goes_while_the_same_process_runs()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var before = await ETagAsync(node.Http);
        (await ETagAsync(node.Http)).ShouldBe(before);

        folder.Add("add_sub");
        await node.UntilAsync(async () => (await node.Http.GetJsonAsync("/openapi.json"))["paths"]!["/predict/add_sub"] is not null);
        var during = await ETagAsync(node.Http);
        during.ShouldNotBe(before, StringComparer.Ordinal);
        var document = await node.Http.GetJsonAsync("/openapi.json");
        (await CallAsync(node.Http, "/predict/add_sub", "post", document["paths"]!["/predict/add_sub"]!["post"]!, document)).Status.ShouldBe(HttpStatusCode.OK);

        Directory.Delete(Path.Combine(folder.Models, "add_sub"), recursive: true);
        await node.UntilAsync(async () => (await node.Http.GetJsonAsync("/openapi.json"))["paths"]!["/predict/add_sub"] is null);
        await node.UntilAsync(async () => (await node.Http.PostAsync("/predict/add_sub", """{"inputs":{}}""")).Status == HttpStatusCode.NotFound);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi.json");
        request.Headers.TryAddWithoutValidation("If-None-Match", await ETagAsync(node.Http));
        (await node.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Another_adapter_counts_without_loading_the_model_again()
    {
        using var folder = new TestFolder("iris");
        folder.Write("iris/model.json", """{"adapter":"tensor","labels":{"probabilities":["setosa","versicolor","virginica"]}}""");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        const string Body = """{"samples":[[5.1,3.4,1.5,0.2]]}""";
        (await node.Http.PostAsync("/predict/iris", Body)).Body!["outputs"].ShouldNotBeNull();
        folder.Write("iris/model.json", """{"adapter":"vector_input","labels":{"probabilities":["setosa","versicolor","virginica"]}}""");
        await node.UntilAsync(async () => (await node.Http.PostAsync("/predict/iris", Body)).Body!["preds"] is not null);
        node.Log.Split('\n').Count(line => line.Contains("iris/1 is Available", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_lazy_model_is_loaded_by_its_first_prediction()
    {
        using var folder = new TestFolder("iris");
        folder.Write("iris/model.json", """{"lazy":true,"adapter":"vector_input"}""");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        await node.UntilAsync(async () => (await node.Http.GetJsonAsync("/meta"))["models"]!.AsArray().Count == 1);
        ((string?)(await node.Http.GetJsonAsync("/meta"))["models"]![0]!["status"]).ShouldBe("NOT_LOADED");
        (await node.Http.PostAsync("/predict", """{"samples":[[5.1,3.4,1.5,0.2]]}""")).Body!["preds"]!.ToJsonString().ShouldBe("""["0"]""");
        ((string?)(await node.Http.GetJsonAsync("/meta"))["models"]![0]!["status"]).ShouldBe("IDLE");
    }

    [Fact]
    public async Task A_slow_model_is_predicting_and_past_its_deadline_504()
    {
        using var folder = new TestFolder("iris");
        folder.Write("iris/model.json", """{"hold_until_queued":2,"queue_limit":2,"default_deadline_milliseconds":1000}""");
        File.Delete(Path.Combine(folder.Models, "iris", "samples", "one_flower.json"));
        File.Delete(Path.Combine(folder.Models, "iris", "samples", "three_flowers.json"));
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var waiting = node.Http.PostAsync("/predict/iris", """{"samples":[[5.1,3.4,1.5,0.2]]}""");
        await node.UntilAsync(async () => waiting.IsCompleted || (string?)(await node.Http.GetJsonAsync("/meta"))["models"]![0]!["status"] == "PREDICTING");
        waiting.IsCompleted.ShouldBeFalse();
        var (status, body) = await waiting;
        status.ShouldBe(HttpStatusCode.GatewayTimeout);
        ((string?)body!["error_message"]).ShouldNotBeNullOrEmpty();
    }

    private static async Task<int> CallAllAsync(NodeProcess node, JsonNode document)
    {
        var called = 0;
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                var (status, text) = await CallAsync(node.Http, path, method, operation!, document);
                status.ShouldBe(HttpStatusCode.OK, $"{method} {path}: {text}\n{node.Log}");
                called++;
            }
        }

        return called;
    }

    private static async Task<string> ETagAsync(HttpClient http)
    {
        using var response = await http.GetAsync("/openapi.json");
        return response.Headers.ETag!.Tag;
    }

    private static async Task<(HttpStatusCode Status, string Text)> CallAsync(HttpClient http, string path, string method, JsonNode operation, JsonNode document)
    {
        var query = new List<string>();
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            if (parameter!["example"] is not { } example)
                continue;
            if ((string?)parameter["in"] == "path")
                path = path.Replace($"{{{parameter["name"]}}}", example.ToString(), StringComparison.Ordinal);
            else
                query.Add($"{parameter["name"]}={example}");
        }

        using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), query.Count > 0 ? $"{path}?{string.Join('&', query)}" : path);
        if (operation["requestBody"]?["content"]?["application/json"] is { } media)
        {
            var name = media["examples"]?["sample"]?["$ref"]?.ToString().Split('/')[^1];
            var example = media["example"] ?? document["components"]!["examples"]![name!]!["value"]!;
            request.Content = new StringContent(example.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var declared = operation["responses"]!["200"]!["content"]?.AsObject().Select(media => media.Key) ?? [];
        var type = response.Content.Headers.ContentType?.MediaType;
        if (response.IsSuccessStatusCode && type is not null)
            declared.ShouldContain(entry => entry == type, $"{method} {path} answers {type}");
        return (response.StatusCode, type == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync()); // a stream has no end
    }
}
