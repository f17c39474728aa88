using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ModelCluster.Node.Sql;
using ModelCluster.Node.Sql.Sqlite;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>Deployments on a real node: what MLModel Manager's users do, and what every field brings about.</summary>
public sealed class DeploymentTests
{
    private const string Image = "qarlm/static-http-response-server";
    private const string Question = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[12]}]}""";

    private const string Body =
        """{"domain": "carls_model.com", "build_id": "some_build_id", "run_id": "some_run_id", "image": "qarlm/static-http-response-server", "port": 80}""";

    [Fact]
    public async Task The_requests_of_the_original_in_their_order_are_answered_field_for_field_on_both_listeners()
    {
        using var folder = new TestFolder("iris");
        AddImage(folder, "1");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        await WalkThroughAsync(node, node.Deployments, "/", "carls_model");
        await WalkThroughAsync(node, node.Http, "/deployments", "their_model");
    }

    [Fact]
    public async Task After_kill_9_the_deployment_is_the_same_and_serves_again()
    {
        using var folder = new TestFolder("iris");
        AddImage(folder, "1");
        string? id;
        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept()))
        {
            id = (string?)(await DeployAsync(node, Body))["deployment_id"];
            node.Kill();
        }

        await using (var node = await NodeProcess.StartAsync(folder.Kept()))
        {
            ((string?)(await RecordAsync(node))["deployment_id"]).ShouldBe(id);
            await node.UntilAsync(async () => await AnswerAsync(node) == 8);
        }
    }

    [Fact]
    public async Task A_rolling_update_under_load_loses_no_request_and_the_image_version_changes()
    {
        using var folder = new TestFolder("iris");
        AddImage(folder, "1");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        await DeployAsync(node, Body);
        await node.UntilAsync(async () => await AnswerAsync(node) == 8);
        await using var load = SteadyLoad.Start(node, Question, "carls_model");
        for (var round = 0; round < 4; round++)
        {
            var version = round % 2 == 0 ? 2 : 1;
            AddImage(folder, $"{version}");
            await DeployAsync(node, Body.Replace(Image, $"{Image}:{version}").Replace("\"port\"", "\"deploy_delay\":\"50ms\",\"port\""));
            await node.UntilAsync(async () => await AnswerAsync(node) == (version == 2 ? 9 : 8));
        }

        var answers = await load.StopAsync();
        answers.Count.ShouldBeGreaterThan(10);
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await node.Deployments.GetJsonAsync("/carls_model?n=10")).AsArray().Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_build_that_fails_within_the_monitor_period_is_rolled_back()
    {
        using var folder = new TestFolder("iris");
        AddImage(folder, "1");
        folder.Write($"{Image}/2/model.onnx", "this is not a model");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        await DeployAsync(node, Body.Replace(Image, $"{Image}:1"));
        await node.UntilAsync(async () => await AnswerAsync(node) == 8);
        var failing = await DeployAsync(node, Body.Replace("some_build_id", "bad_build"));
        await node.UntilAsync(async () => (string?)(await RecordAsync(node))["deployment_id"] != (string?)failing["deployment_id"]);
        ((string?)(await RecordAsync(node))["build_id"]).ShouldBe("some_build_id");
        (await AnswerAsync(node)).ShouldBe(8);
        node.Log.ShouldContain("went back to version 1");
        var back = (await node.Deployments.GetJsonAsync("/carls_model/history"))["events"]!.AsArray().Single(happened => (string?)happened!["event"] == "deployment-rolled-back")!;
        ((string?)back["cause"]!["kind"], (string?)back["cause"]!["name"]).ShouldBe(("policy", "deploy_monitor_period"));
        ((string?)back["data"]!["reason"])!.ShouldContain("not an ONNX model");
    }

    [Fact]
    public async Task A_build_whose_requests_fail_within_the_monitor_period_is_rolled_back()
    {
        using var folder = new TestFolder("iris");
        AddImage(folder, "1");
        folder.Write($"{Image}/2/model.onnx", FailingModel.Build());
        await using var node = await NodeProcess.StartReadyAsync(folder);
        await DeployAsync(node, Body.Replace(Image, $"{Image}:1"));
        await node.UntilAsync(async () => await AnswerAsync(node) == 8);
        var failing = await DeployAsync(node, Body.Replace("some_build_id", "bad_build"));
        await node.UntilAsync(async () =>
        {
            await AnswerAsync(node);
            return (string?)(await RecordAsync(node))["deployment_id"] != (string?)failing["deployment_id"];
        });

        ((string?)(await RecordAsync(node))["build_id"]).ShouldBe("some_build_id");
        var back = (await node.Deployments.GetJsonAsync("/carls_model/history"))["events"]!.AsArray().Single(happened => (string?)happened!["event"] == "deployment-rolled-back")!;
        ((string?)back["cause"]!["kind"], (string?)back["cause"]!["name"]).ShouldBe(("policy", "deploy_monitor_period"));
        ((string?)back["data"]!["reason"])!.ShouldMatch("version 2 failed within its monitor period: [0-9]+ of [0-9]+ requests failed");
        await node.UntilAsync(async () => await AnswerAsync(node) == 8);
        for (var i = 0; i < 20; i++)
            (await AnswerAsync(node)).ShouldBe(8);
    }

    [Fact]
    public async Task An_update_with_a_delay_shows_its_replicas_as_they_become_ready()
    {
        using var folder = new TestFolder("iris");
        AddImage(folder, "1");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        await DeployAsync(node, Body);
        await node.UntilAsync(async () => await ReplicasAsync(node) == "2/2");
        await DeployAsync(node, Body.Replace("\"port\"", "\"deploy_delay\":\"2s\",\"port\""));
        await node.UntilAsync(async () => await ReplicasAsync(node) == "1/2");
        await node.UntilAsync(async () => await ReplicasAsync(node) == "2/2");
    }

    [Fact]
    public async Task A_damaged_record_stops_its_own_deployment_only_until_it_is_mended()
    {
        using var folder = new TestFolder("iris");
        AddImage(folder, "1");
        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept()))
        {
            await DeployAsync(node, Body);
            (await node.Deployments.PostAsync("/damaged", Body)).Status.ShouldBe(HttpStatusCode.OK);
            node.Kill();
        }

        await ExecuteAsync(folder, "UPDATE journal SET payload = '{ oops ' || payload WHERE persistence_id = 'deployment/damaged' AND sequence_nr = 1");
        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept()))
        {
            var listed = (await node.Deployments.GetJsonAsync("/")).AsArray();
            listed.Select(entry => (string?)entry!["name"]).ShouldBe(["carls_model", "damaged"]);
            listed[0]!["problem"].ShouldBeNull();
            ((string?)listed[1]!["problem"])!.ShouldContain("record 1 of 'deployment/damaged'");
            await node.UntilAsync(async () => await AnswerAsync(node) == 8);
            ((string?)(await node.Deployments.GetJsonAsync("/health"))["weird_models"]!.AsArray().Single()).ShouldBe("damaged");
            (await node.Deployments.GetAsync("/damaged")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            foreach (var path in new[] { "/damaged", "/damaged/rollback" })
            {
                var (status, refusal) = await node.Deployments.PostAsync(path, path == "/damaged" ? Body : "");
                status.ShouldBe(HttpStatusCode.ServiceUnavailable);
                ((string?)refusal!["detail"])!.ShouldContain("record 1 of 'deployment/damaged'");
            }

            (await node.Deployments.PostAsync("/third", Body)).Status.ShouldBe(HttpStatusCode.OK);
            await ExecuteAsync(folder, "UPDATE journal SET payload = substr(payload, 8) WHERE persistence_id = 'deployment/damaged' AND sequence_nr = 1");
            await node.UntilAsync(async () => (await node.Http.InferAsync("damaged", Question)).Status == HttpStatusCode.OK);
            (await node.Deployments.GetJsonAsync("/damaged")).AsArray().Count.ShouldBe(1);
            (await node.Deployments.GetStringAsync("/")).ShouldNotContain("problem");
        }
    }

    [Fact]
    public async Task An_earlier_record_comes_back_by_its_id_and_a_pin_counts_over_later_deployments()
    {
        using var folder = new TestFolder("iris");
        AddImage(folder, "1");
        AddImage(folder, "2");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var first = await DeployAsync(node, Body.Replace(Image, $"{Image}:1"));
        await DeployAsync(node, Body);
        await node.UntilAsync(async () => await AnswerAsync(node) == 9);

        var (status, back) = await node.Deployments.PostAsync("/carls_model/rollback", $$"""{"deployment_id":"{{first["deployment_id"]}}"}""");
        status.ShouldBe(HttpStatusCode.OK);
        JsonNode.DeepEquals(back!["deployment_id"], first["deployment_id"]).ShouldBeFalse();
        ((string?)back["image"]).ShouldBe($"{Image}:1");
        await node.UntilAsync(async () => await AnswerAsync(node) == 8);

        var (_, pinned) = await node.Deployments.PostAsync("/carls_model/pin", """{"version":2}""");
        ((int?)pinned!["pinned"], (int?)pinned["served"], (int?)pinned["version"]).ShouldBe((2, 2, 3));
        await node.UntilAsync(async () => await AnswerAsync(node) == 9);
        await DeployAsync(node, Body.Replace(Image, $"{Image}:1"));
        (await AnswerAsync(node)).ShouldBe(9);
        await node.Deployments.PostAsync("/carls_model/unpin", "");
        await node.UntilAsync(async () => await AnswerAsync(node) == 8);
        (await node.Deployments.PostAsync("/carls_model/pin", """{"version":9}""")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await node.Deployments.PostAsync("/nobody/unpin", "")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_cannot_be_deployed_is_refused_with_the_field_named_and_nothing_is_saved()
    {
        (string Field, int Status, string Named)[] cases =
        [
            ("\"mem_limit\":\"512K\"", 422, "mem_limit"),
            ("\"mem_limit\":\"much\"", 422, "mem_limit"),
            ("\"cpu_limit\":\"none\"", 422, "cpu_limit"),
            ("\"scale\":0", 422, "scale"),
            ("\"scale\":\"many\"", 422, "scale"),
            ("\"port\":70000", 422, "port"),
            ("\"deploy_delay\":\"soon\"", 422, "deploy_delay"),
            ("\"template_file\":\"../secret.yml\"", 422, "template_file"),
            ("\"template_file\":\"other.yml\"", 422, "template_file"),
            ("\"extra_template_attributes\":{\"queue_limt\":1}", 422, "queue_limt"),
            ("\"extra_template_attributes\":7", 422, "extra_template_attributes"),
            ("\"mem_reservation\":\"900T\"", 409, "reserve"),
            ("\"cpu_reservation\":\"1000\"", 409, "reserve"),
            ("\"image\":\"nobody\"", 422, "image"),
            ("\"image\":\"../../etc/passwd\"", 422, "image"),
            ("\"build_id\":null", 422, "build_id"),
        ];
        using var folder = new TestFolder("iris");
        AddImage(folder, "1");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        foreach (var (field, status, named) in cases)
        {
            var body = JsonNode.Parse(Body)!.AsObject();
            foreach (var (key, value) in JsonNode.Parse("{" + field + "}")!.AsObject())
                body[key] = value?.DeepClone();
            var (answered, detail) = await node.Deployments.PostAsync("/carls_model", body.ToJsonString());
            ((int)answered).ShouldBe(status, $"{field}: {detail?.ToJsonString()}");
            detail!["detail"]!.ToJsonString().ShouldContain(named);
        }

        (await node.Deployments.GetStringAsync("/")).ShouldBe("[]");
    }

    [Fact]
    public async Task The_cpu_limit_is_the_sessions_threads_and_extra_attributes_are_settings_of_the_model()
    {
        using var folder = new TestFolder("iris");
        AddImage(folder, "1");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        var before = Directory.GetDirectories($"/proc/{node.Id}/task").Length;
        await DeployAsync(node, Body.Replace("\"port\"", "\"cpu_limit\":\"39.5\",\"scale\":1,\"extra_template_attributes\":{\"queue_limit\":7},\"port\""));
        await node.UntilAsync(async () => await AnswerAsync(node) == 8);
        (Directory.GetDirectories($"/proc/{node.Id}/task").Length - before).ShouldBeGreaterThan(30); // 40, of which one is the caller's
        var config = await node.Http.GetJsonAsync("/v2/models/carls_model/config");
        ((int)config["instance_group"]![0]!["count"]!).ShouldBe(1);
        ((int)config["dynamic_batching"]!["default_queue_policy"]!["max_queue_size"]!).ShouldBe(7);
        ((string?)(await RecordAsync(node))["rendered_template"])!.ShouldContain("\"queue_limit\": 7");
    }

    [Fact]
    public async Task A_template_of_the_configured_folder_is_rendered_and_its_settings_take_effect()
    {
        using var folder = new TestFolder("iris");
        AddImage(folder, "1");
        var templates = Directory.CreateDirectory(Path.Combine(folder.Data, "templates")).FullName;
        await File.WriteAllTextAsync(Path.Combine(templates, "small.yml"), "threads: {{threads}}\nqueue_limit: {{limit}}\nrequired: false\n");
        await using var node = await NodeProcess.StartReadyAsync(folder, $"--Deployments:Templates={templates}");
        var body = Body.Replace("\"port\"", "\"template_file\":\"small.yml\",\"extra_template_attributes\":{\"limit\":5},\"port\"");
        ((string?)(await DeployAsync(node, body))["rendered_template"]).ShouldBe("threads: 1\nqueue_limit: 5\nrequired: false\n");
        var (status, detail) = await node.Deployments.PostAsync("/other", Body.Replace("\"port\"", "\"template_file\":\"small.yml\",\"port\""));
        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        detail!.ToJsonString().ShouldContain("limit");
    }

    [Fact]
    public async Task Requests_for_a_domain_go_to_its_model_and_to_no_other()
    {
        using var folder = new TestFolder("iris");
        AddImage(folder, "1");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        await DeployAsync(node, Body);
        await node.UntilAsync(async () => await AnswerAsync(node) == 8);
        foreach (var path in new[] { "/", "/infer", "/v2/infer", "/v2/models/carls_model/infer" })
        {
            var (status, answer) = await ForAsync(node, "CARLS_model.com", HttpMethod.Post, path);
            status.ShouldBe(HttpStatusCode.OK, path);
            ((string?)JsonNode.Parse(answer)!["model_name"]).ShouldBe("carls_model");
        }

        var (typed, predictions) = await ForAsync(node, "carls_model.com", HttpMethod.Post, "/predict", """{"samples":[12]}""");
        typed.ShouldBe(HttpStatusCode.OK, predictions);
        predictions.ShouldContain("8");
        (await ForAsync(node, "carls_model.com:8000", HttpMethod.Get, "/")).Text.ShouldContain("\"carls_model\"");
        (await ForAsync(node, "carls_model.com", HttpMethod.Get, "/v2/models/iris")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await ForAsync(node, "others.com", HttpMethod.Post, "/")).Status.ShouldBe(HttpStatusCode.NotFound);
        await node.Deployments.DeleteAsync("/carls_model");
        await node.UntilAsync(async () => (await ForAsync(node, "carls_model.com", HttpMethod.Post, "/infer")).Status == HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_own_listener_answers_the_deployments_paths_and_no_others()
    {
        using var folder = new TestFolder("iris");
        AddImage(folder, "1");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        (await node.Deployments.GetStringAsync("/ping")).ShouldBe("""["pong"]""");
        (await node.Deployments.GetJsonAsync("/version"))["version"].ShouldNotBeNull();
        (await node.Deployments.GetAsync("/v2/models")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await node.Http.GetAsync("/carls_model")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await node.Deployments.PostAsync("/ping", "{}")).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await node.Deployments.PostAsync("/metrics", Body)).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await node.Deployments.PostAsync("/iris", Body)).Status.ShouldBe(HttpStatusCode.Conflict);
        await DeployAsync(node, Body);
        await node.UntilAsync(async () => await AnswerAsync(node) == 8);
        ((string?)(await node.Deployments.GetJsonAsync("/health"))["active_models"]![0]).ShouldBe("carls_model");
        var metrics = await node.Deployments.GetStringAsync("/metrics");
        foreach (var name in new[] { "active", "valid", "weird", "model_running_replicas", "model_request_replicas" })
            metrics.ShouldContain($"# HELP mlmodel_manager_{name} ");
        metrics.ShouldMatch("""mlmodel_manager_model_request_replicas\{name="carls_model",.*\} 2""");
    }

    /// <summary>The original's page, request by request.</summary>
    private static async Task WalkThroughAsync(NodeProcess node, HttpClient http, string root, string name)
    {
        var path = $"{root.TrimEnd('/')}/{name}";
        var before = (await http.GetJsonAsync(root)).AsArray().Count;
        before.ShouldBe(name == "carls_model" ? 0 : 1); // the first walk leaves its record
        var (status, created) = await http.PostAsync(path, Body);
        status.ShouldBe(HttpStatusCode.OK);
        Check(created!, name, JsonNode.Parse("[]")!, JsonNode.Parse("[]")!);
        created!["deployment_time"]!.GetValueKind().ShouldBe(System.Text.Json.JsonValueKind.Number);

        var line = (await http.GetJsonAsync(root)).AsArray().Single(entry => (string?)entry!["name"] == name)!;
        line.AsObject().Select(member => member.Key).ShouldBe(["name", "valid", "active"], ignoreOrder: true);
        ((bool)line["valid"]!, (bool)line["active"]!).ShouldBe((true, true));

        await node.UntilAsync(async () => (string?)(await http.GetJsonAsync(path))[0]!["swarm_services"]![0]!["replicas"] == "2/2");
        var found = (await http.GetJsonAsync(path)).AsArray().Single()!;
        Check(found, name, Containers(name), Services(name), created);
        var listed = (await http.GetJsonAsync($"{root}?verbose=true&live_only=true")).AsArray().Single()!;
        ((string?)listed["deployment"]![0]!["deployment_id"]).ShouldBe((string?)created["deployment_id"]);

        using var deleted = await http.DeleteAsync(path);
        deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        var deployments = JsonNode.Parse(await deleted.Content.ReadAsStringAsync())!;
        deployments.AsObject().Count.ShouldBe(1);
        Check(deployments["deployments"]!.AsArray().Single()!, name, Containers(name), Services(name), created);

        found = (await http.GetJsonAsync(path)).AsArray().Single()!;
        Check(found, name, JsonNode.Parse("[]")!, JsonNode.Parse("[]")!, created);
        line = (await http.GetJsonAsync(root)).AsArray().Single(entry => (string?)entry!["name"] == name)!;
        ((bool)line["valid"]!, (bool)line["active"]!).ShouldBe((true, false));
        (await http.GetJsonAsync($"{root}?live_only=true")).AsArray().ShouldBeEmpty();
        using var unknown = await http.GetAsync($"{path}_not");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.Content.ReadAsStringAsync()).ShouldBe($$"""{"detail":"unknown deployment {{name}}_not"}""");
    }

    private static void Check(JsonNode record, string name, JsonNode containers, JsonNode services, JsonNode? created = null)
    {
        var rest = record.DeepClone().AsObject();
        ((string?)rest["deployment_id"])!.ShouldMatch("^[0-9a-f]{32}$");
        ((string?)rest["rendered_template"]).ShouldNotBeNullOrEmpty();
        if (created is not null)
        {
            ((string?)rest["deployment_id"]).ShouldBe((string?)created["deployment_id"]);
            ((string?)rest["deployment_time"]).ShouldBe(created["deployment_time"]!.ToJsonString());
        }

        foreach (var container in rest["containers"]!.AsArray())
        {
            ((string?)container!["current_state"])!.ShouldMatch("^Running .* ago$");
            ((string?)container["node"]).ShouldNotBeNullOrEmpty();
            container.AsObject().Remove("current_state");
            container.AsObject().Remove("node");
        }

        foreach (var key in new[] { "deployment_id", "deployment_time", "rendered_template" })
            rest.Remove(key).ShouldBeTrue(key);
        var expected = JsonNode.Parse(
            """
            {"build_id":"some_build_id","cpu_limit":"1","cpu_reservation":"0.1","deploy_delay":"5s","deploy_monitor_period":"30s",
             "domain":"carls_model.com","extra_template_attributes":{},"image":"qarlm/static-http-response-server","mem_limit":"2G",
             "mem_reservation":"1G","port":80,"run_id":"some_run_id","scale":2,"template_file":"default.template.yml"}
            """)!.AsObject();
        (expected["name"], expected["containers"], expected["swarm_services"]) = (name, containers, services);
        JsonNode.DeepEquals(rest, expected).ShouldBeTrue(rest.ToJsonString());
    }

    private static JsonNode Containers(string name) => new JsonArray(
    [
        .. Enumerable.Range(1, 2).Select(number => new JsonObject
        {
            ["desired_state"] = "Running", ["error"] = "", ["image"] = $"{Image}:latest", ["name"] = $"mlmodel_{name}_mlmodel.{number}",
        }),
    ]);

    private static JsonNode Services(string name) =>
        new JsonArray(new JsonObject { ["image"] = $"{Image}:latest", ["name"] = name, ["replicas"] = "2/2" });

    private static void AddImage(TestFolder folder, string version)
    {
        var target = Path.Combine(folder.Models, Image, version);
        Directory.CreateDirectory(target);
        File.Copy(Path.Combine(TestFolder.Source("half_plus_two"), version, "model.onnx"), Path.Combine(target, "model.onnx"), overwrite: true);
    }

    private static async Task<JsonNode> DeployAsync(NodeProcess node, string body)
    {
        var (status, record) = await node.Deployments.PostAsync("/carls_model", body);
        status.ShouldBe(HttpStatusCode.OK, record?.ToJsonString());
        return record!;
    }

    private static async Task<JsonNode> RecordAsync(NodeProcess node) => (await node.Deployments.GetJsonAsync("/carls_model"))[0]!;

    /// <summary>How many replicas of the newest record are ready, of how many.</summary>
    private static async Task<string?> ReplicasAsync(NodeProcess node) => (string?)(await RecordAsync(node))["swarm_services"]![0]!["replicas"];

    private static async Task ExecuteAsync(TestFolder folder, string statement)
    {
        await using var database = new SqliteDatabase(Path.Combine(folder.Data, "journal.db"));
        await using var connection = await database.OpenAsync(forWriting: true);
        await connection.ExecuteAsync(statement);
    }

    /// <summary>What the deployed model makes of 12; null while it does not answer.</summary>
    private static async Task<float?> AnswerAsync(NodeProcess node)
    {
        var (status, body) = await node.Http.InferAsync("carls_model", Question);
        return status == HttpStatusCode.OK ? body.Floats()[0] : null;
    }

    private static async Task<(HttpStatusCode Status, string Text)> ForAsync(NodeProcess node, string host, HttpMethod method, string path, string body = Question)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Host = host;
        if (method == HttpMethod.Post)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await node.Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
