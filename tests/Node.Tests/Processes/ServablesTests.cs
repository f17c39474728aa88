using System.Net;
using System.Text.Json.Nodes;
using ModelCluster.Node.Tests.Repository.Amms.Remote;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>A real node with a <c>servables.json</c>: what is dropped into the folder, and what becomes of the file.</summary>
public sealed class ServablesTests
{
    private const string Question = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[12]}]}""";

    /// <summary>Longer than any test: only notifications and requests cause a look.</summary>
    private const string NoTicks = "--Repository:ScanIntervalMilliseconds=3600000";

    [Fact]
    public async Task No_request_fails_while_newer_artefacts_are_dropped_in()
    {
        using var folder = new TestFolder();
        Drop(folder, "line-1_0_2-10.5.onnx", "1");
        await using var node = await StartAsync(folder, Entry(folder, "line", "1.x"));
        using var stop = new CancellationTokenSource();
        var load = Task.Run(() => AskAsync(node, stop.Token));
        Drop(folder, "line-1_0_3-9.onnx", "2");
        await node.UntilAsync(async () => await AnswerAsync(node) == ("1.0.3", 9));
        Drop(folder, "line-1_0_3-20.onnx", "1");
        await node.UntilAsync(async () => await AnswerAsync(node) == ("1.0.3", 8));
        Drop(folder, "line-2_0_0-30.onnx", "2");
        Drop(folder, "line-1_10_0-30.onnx", "2");
        await node.UntilAsync(async () => await AnswerAsync(node) == ("1.10.0", 9));
        await stop.CancelAsync();
        var answers = await load;
        answers.Count.ShouldBeGreaterThan(5);
        answers.ShouldAllBe(status => status == HttpStatusCode.OK);
        (await node.Http.InferAsync("line/versions/2.0.0", Question)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_cut_off_artefact_leaves_the_old_one_serving_and_the_reason_can_be_asked_for()
    {
        using var folder = new TestFolder();
        Drop(folder, "line-1_0_2-10.onnx", "1");
        await using var node = await StartAsync(folder, Entry(folder, "line", "1.x"));
        var whole = await File.ReadAllBytesAsync(ModelFile("2"));
        await File.WriteAllBytesAsync(Path.Combine(Artefacts(folder), "line-1_0_3-11.onnx"), whole[..(whole.Length / 2)]);
        await node.UntilAsync(async () => (string?)(await node.Http.IndexAsync("line", "1.0.3"))?["reason"] is { Length: > 0 });
        (await AnswerAsync(node)).ShouldBe(("1.0.2", 8));
        var history = await node.Http.GetJsonAsync("/v2/models/line/history");
        var failed = history["events"]!.AsArray().Single(happened => (string?)happened!["event"] == "version-failed")!;
        ((string?)failed["data"]!["version"]).ShouldBe("1.0.3");
        ((string?)failed["data"]!["reason"])!.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task At_a_start_a_broken_newest_artefact_is_not_replaced_by_an_older_one_until_that_is_pinned()
    {
        using var folder = new TestFolder();
        Drop(folder, "line-1_0_2-10.onnx", "1");
        await File.WriteAllTextAsync(Path.Combine(Artefacts(folder), "line-1_0_3-11.onnx"), "cut off");
        await File.WriteAllTextAsync(ServablesFile(folder), $"[{Entry(folder, "line", "1.x")}]");
        await using var node = await NodeProcess.StartAsync(folder, "--servables", ServablesFile(folder));
        await node.UntilAsync(async () => (string?)(await node.Http.IndexAsync("line", "1.0.3"))?["reason"] is { Length: > 0 });
        (await node.Http.InferAsync("line/versions/1.x", Question)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await node.Http.GetAsync("/v2/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await node.Http.PostAsync("/v2/models/line/versions/1.0.2/pin", "")).Status.ShouldBe(HttpStatusCode.OK);
        await node.UntilAsync(async () => await AnswerAsync(node) == ("1.0.2", 8));
    }

    [Fact]
    public async Task An_artefact_that_fails_its_smoke_test_is_never_available()
    {
        using var folder = new TestFolder();
        Drop(folder, "line-1_0_2-10.onnx", "1");
        var samples = Directory.CreateDirectory(Path.Combine(Artefacts(folder), "line", "samples")).FullName;
        await File.WriteAllTextAsync(Path.Combine(samples, "twelve.json"), $$$"""{"request":{{{Question}}},"expected":{"outputs":[{"name":"y","shape":[1],"datatype":"FP32","data":[8]}]},"tolerance":0.001}""");
        await using var node = await StartAsync(folder, Entry(folder, "line", "1.x"));
        Drop(folder, "line-1_0_3-11.onnx", "2");
        await node.UntilAsync(async () => (string?)(await node.Http.IndexAsync("line", "1.0.3"))?["reason"] is { Length: > 0 });
        ((string?)(await node.Http.IndexAsync("line", "1.0.3"))!["reason"])!.ShouldContain("twelve.json");
        (await AnswerAsync(node)).ShouldBe(("1.0.2", 8));
    }

    [Fact]
    public async Task A_broken_file_changes_nothing_and_a_mended_one_brings_the_new_model_into_the_same_process()
    {
        using var folder = new TestFolder();
        Drop(folder, "line-1_0_2-10.onnx", "1");
        Drop(folder, "other-3_0_0-10.onnx", "2");
        await using var node = await StartAsync(folder, Entry(folder, "line", "1.x"));
        var file = ServablesFile(folder);
        await File.WriteAllTextAsync(file, $"[{Entry(folder, "line", "1.x")},");
        await node.UntilAsync(async () => (string?)(await node.Http.IndexAsync("line"))!["reason"] is { Length: > 0 });
        ((string?)(await node.Http.IndexAsync("line"))!["reason"])!.ShouldContain("servables.json was rejected");
        (await AnswerAsync(node)).ShouldBe(("1.0.2", 8));
        (await node.Http.GetAsync("/v2/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await File.WriteAllTextAsync(file, $"[{Entry(folder, "line", "1.x")},{Entry(folder, "other", "3.x")}]");
        await node.UntilAsync(async () => (await node.Http.InferAsync("other", Question)).Status == HttpStatusCode.OK);
        (await EventsAsync(node)).ShouldBe(["configuration-accepted", "configuration-rejected", "configuration-accepted"]);
        (await node.Http.InferAsync("nobody", Question)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_was_accepted_last_serves_although_the_file_was_broken_while_the_node_was_down()
    {
        using var folder = new TestFolder();
        Drop(folder, "line-1_0_2-10.onnx", "1");
        await using (var first = await StartAsync(folder.Kept(), Entry(folder, "line", "1.x")))
            (await first.TerminateAsync()).ShouldBe(0);
        await File.WriteAllTextAsync(ServablesFile(folder), "nonsense");
        await using var second = await NodeProcess.StartReadyAsync(folder, "--servables", ServablesFile(folder));
        (await AnswerAsync(second)).ShouldBe(("1.0.2", 8));
    }

    [Fact]
    public async Task A_change_by_request_is_checked_shown_made_and_kept()
    {
        using var folder = new TestFolder();
        Drop(folder, "line-1_0_2-10.onnx", "1");
        Drop(folder, "other-3_0_0-10.onnx", "2");
        await using var node = await StartAsync(folder, Entry(folder, "line", "1.x"));
        var before = await File.ReadAllTextAsync(ServablesFile(folder));
        var both = $"[{Entry(folder, "line", "1.x")},{Entry(folder, "other", "3.x")}]";

        var (wrong, wrongBody) = await node.Http.PostAsync("/v2/repository/servables", "[]");
        wrong.ShouldBe(HttpStatusCode.BadRequest);
        wrongBody!.Error().ShouldContain("must be an array of at least one object");
        var (dry, dryBody) = await node.Http.PostAsync("/v2/repository/servables?dry_run=true", both);
        dry.ShouldBe(HttpStatusCode.OK);
        ((string?)dryBody!["changes"]!.AsArray().Single()).ShouldBe($"+ other 3.x.x (tensor) from LOCAL {Artefacts(folder)}");
        (await File.ReadAllTextAsync(ServablesFile(folder))).ShouldBe(before);
        (await node.Http.InferAsync("other", Question)).Status.ShouldBe(HttpStatusCode.NotFound);

        (await node.Http.PostAsync("/v2/repository/servables", both)).Status.ShouldBe(HttpStatusCode.OK);
        await node.UntilAsync(async () => (await node.Http.InferAsync("other", Question)).Status == HttpStatusCode.OK);
        (await File.ReadAllTextAsync(ServablesFile(folder))).ShouldBe(both);
        (await node.Http.GetJsonAsync("/v2/repository/servables"))["servables"]!.AsArray().Count.ShouldBe(2);
        (await EventsAsync(node)).ShouldBe(["configuration-accepted", "configuration-rejected", "configuration-accepted"]);
    }

    [Fact]
    public async Task A_reload_looks_before_the_next_tick()
    {
        using var folder = new TestFolder();
        Drop(folder, "line-1_0_2-10.onnx", "1");
        await using var node = await StartAsync(folder, [NoTicks, "--Repository:Notifications=false"], Entry(folder, "line", "1.x"));
        Drop(folder, "line-1_0_3-10.onnx", "2");
        (await node.Http.PostAsync("/v2/repository/reload", "")).Status.ShouldBe(HttpStatusCode.OK);
        await node.UntilAsync(async () => await AnswerAsync(node) == ("1.0.3", 9));
        Drop(folder, "line-1_0_3-20.onnx", "1");
        (await node.Http.PostAsync("/v2/repository/models/line/reload", "")).Status.ShouldBe(HttpStatusCode.OK);
        await node.UntilAsync(async () => await AnswerAsync(node) == ("1.0.3", 8));
        (await node.Http.PostAsync("/v2/repository/models/nobody/reload", "")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_tick_without_news_loads_nothing()
    {
        using var folder = new TestFolder();
        Drop(folder, "line-1_0_2-10.onnx", "1");
        await using var node = await StartAsync(folder, ["--Repository:ScanIntervalMilliseconds=100"], Entry(folder, "line", "1.x"));
        for (var look = 0; look < 10; look++)
            (await node.Http.PostAsync("/v2/repository/reload", "")).Status.ShouldBe(HttpStatusCode.OK);
        var history = await node.Http.GetJsonAsync("/v2/models/line/history");
        history["events"]!.AsArray().Count(happened => (string?)happened!["event"] == "version-loaded").ShouldBe(1);
    }

    [Fact]
    public async Task A_trainer_that_writes_newer_artefacts_advances_what_is_served()
    {
        using var folder = new TestFolder();
        Drop(folder, "line-1_0_0-1.onnx", "1");
        await using var node = await StartAsync(folder, Entry(folder, "line", "1.x"));
        for (var round = 1; round <= 3; round++)
        {
            // as a trainer does: written under another name, then renamed into place
            var file = Path.Combine(Artefacts(folder), $"line-1_0_{round}-{round}.5.onnx");
            File.Copy(ModelFile("2"), file + ".tmp");
            File.Move(file + ".tmp", file);
            await node.UntilAsync(async () => (await AnswerAsync(node)).Version == $"1.0.{round}");
        }
    }

    [Fact]
    public async Task A_model_of_a_web_server_is_served_also_while_the_server_is_away()
    {
        using var folder = new TestFolder();
        var server = await FileServer.StartAsync();
        var port = server.Port;
        await using (server)
        {
            server.Files["line-1_0_2-10.onnx"] = await File.ReadAllBytesAsync(ModelFile("1"));
            await using var node = await StartAsync(folder, ["--Repository:ScanIntervalMilliseconds=100"], Entry("line", "1.x", "HTTP", server.Address));
            (await AnswerAsync(node)).ShouldBe(("1.0.2", 8));
            await server.DisposeAsync();
            await node.UntilAsync(async () => (string?)(await node.Http.IndexAsync("line"))!["reason"] is { Length: > 0 });
            ((string?)(await node.Http.IndexAsync("line"))!["reason"])!.ShouldContain("what was fetched stays served");
            (await AnswerAsync(node)).ShouldBe(("1.0.2", 8));
            await using var back = await FileServer.StartAsync(port);
            back.Files["line-1_0_3-10.onnx"] = await File.ReadAllBytesAsync(ModelFile("2"));
            (await node.Http.PostAsync("/v2/repository/reload", "")).Status.ShouldBe(HttpStatusCode.OK);
            await node.UntilAsync(async () => await AnswerAsync(node) == ("1.0.3", 9));
            ((string?)(await node.Http.IndexAsync("line"))!["reason"]).ShouldBeNull();
        }
    }

    [Fact]
    public async Task Settings_by_request_do_not_change_which_versions_are_aspired()
    {
        using var folder = new TestFolder();
        Drop(folder, "line-1_0_2-10.onnx", "1");
        Drop(folder, "line-2_0_0-10.onnx", "2");
        await using var node = await StartAsync(folder, Entry(folder, "line", "1.x"), Entry(folder, "line", "2.x"));
        (await node.Http.PostAsync("/v2/repository/models/line/load", """{"parameters":{"config":"{\"max_batch_size\":16}"}}""")).Status.ShouldBe(HttpStatusCode.OK);
        ((int)(await node.Http.GetJsonAsync("/v2/models/line/config"))["max_batch_size"]!).ShouldBe(16);
        var versions = (await node.Http.GetJsonAsync("/v2/models/line"))["versions"]!.AsArray().Select(version => (string?)version);
        versions.ShouldBe(["1.0.2", "2.0.0"], ignoreOrder: true);
        (await node.Http.InferAsync("line/versions/1.x", Question)).Body.Floats()[0].ShouldBe(8);
        (await node.Http.InferAsync("line/versions/2.x", Question)).Body.Floats()[0].ShouldBe(9);
    }

    [Fact]
    public async Task A_model_whose_servable_name_is_a_pipeline_s_is_predicted_through_it()
    {
        const string Pipeline =
            """
            {"inputs": ["x"], "outputs": {"y": "b.y"}, "steps": [
                {"name": "a", "model": "line", "version": "1.x", "inputs": {"x": "x"}}, {"name": "b", "model": "line", "version": "1.x", "inputs": {"x": "a.y"}}]}
            """;
        const string Body = """{"samples":[12]}""";
        using var folder = new TestFolder();
        Drop(folder, "line-1_0_2-10.onnx", "1");
        await using var node = await StartAsync(folder, Entry("line", "1.x", "LOCAL", Artefacts(folder), "twice"));
        var (missing, why) = await node.Http.PostAsync("/predict/line", Body);
        missing.ShouldBe(HttpStatusCode.ServiceUnavailable);
        ((string?)why!["error_message"])!.ShouldContain("'twice'");

        folder.Write("twice/1/pipeline.json", Pipeline);
        await node.UntilAsync(async () => (await node.Http.PostAsync("/predict/line", Body)).Status == HttpStatusCode.OK);
        using var content = new StringContent(Body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await node.Http.PostAsync(new Uri("/predict/line/1.x", UriKind.Relative), content);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"outputs":{"y":[6]}}""");
        answer.Headers.GetValues("X-Model-Name").ShouldBe(["line"]);
        answer.Headers.GetValues("X-Model-Version").ShouldBe(["1.0.2"]);
        answer.Headers.GetValues("X-Pipeline-Name").ShouldBe(["twice"]);
        answer.Headers.GetValues("X-Pipeline-Version").ShouldBe(["1"]);
        (await AnswerAsync(node)).ShouldBe(("1.0.2", 8));

        var meta = (await node.Http.GetJsonAsync("/meta?model_name=line"))["models"]!.AsArray().Single()!;
        ((string?)meta["pipeline"]).ShouldBe("twice");
        meta["problem"].ShouldBeNull();
        meta["request_format"].ShouldNotBeNull();
        (await node.Http.GetJsonAsync("/openapi.json"))["paths"]!["/predict/line/1.0.2"].ShouldNotBeNull();

        Drop(folder, "line-1_0_3-10.onnx", "2");
        await node.UntilAsync(async () => (await node.Http.PostAsync("/predict/line", Body)).Body!["outputs"]?["y"]?.ToJsonString() == "[7.5]");
    }

    [Fact]
    public async Task An_adapter_that_does_not_suit_a_version_is_warned_of_once_when_it_becomes_available()
    {
        using var folder = new TestFolder();
        Drop(folder, "line-1_0_2-10.onnx", "1");
        await using var node = await StartAsync(folder, Entry("line", "1.x", "LOCAL", Artefacts(folder), "text_input"));
        (await node.Http.PostAsync("/predict/line", """{"samples":["a"]}""")).Status.ShouldBe(HttpStatusCode.NotImplemented);
        await node.UntilAsync(() => Task.FromResult(node.Log.Contains("takes no typed requests", StringComparison.Ordinal)));
        node.Log.Split('\n').Count(line => line.Contains("line/1.0.2 takes no typed requests: the adapter 'text_input' does not suit", StringComparison.Ordinal)).ShouldBe(1);
        Drop(folder, "line-1_0_3-10.onnx", "2");
        await node.UntilAsync(() => Task.FromResult(node.Log.Contains("line/1.0.3 takes no typed requests", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_file_is_checked_and_compared_without_a_node()
    {
        using var folder = new TestFolder();
        var file = ServablesFile(folder);
        await File.WriteAllTextAsync(file, $"[{Entry(folder, "line", "1.x")}]");
        var (good, output) = await NodeProcess.RunToEndAsync("--check-servables", file);
        good.ShouldBe(0, output);
        output.ShouldContain("is right: 1 entry");
        var other = file + ".new";
        await File.WriteAllTextAsync(other, $"[{Entry(folder, "line", "1.2.x")}]");
        (await NodeProcess.RunToEndAsync("--check-servables", other, "--servables", file)).Output.ShouldContain("~ line 1.x.x");
        await File.WriteAllTextAsync(other, "[]");
        var (bad, wrong) = await NodeProcess.RunToEndAsync("--check-servables", other);
        bad.ShouldBe(2);
        wrong.ShouldContain("must be an array of at least one object");
    }

    private static async Task<NodeProcess> StartAsync(TestFolder folder, params string[] entries) => await StartAsync(folder, [], entries);

    private static async Task<NodeProcess> StartAsync(TestFolder folder, string[] args, params string[] entries)
    {
        await File.WriteAllTextAsync(ServablesFile(folder), $"[{string.Join(',', entries)}]");
        return await NodeProcess.StartReadyAsync(folder, [.. args, "--servables", ServablesFile(folder)]);
    }

    private static string ServablesFile(TestFolder folder) => Path.Combine(Path.GetDirectoryName(folder.Models)!, "servables.json");

    /// <summary>Beside the repository, which stays empty: the only models are those of the entries.</summary>
    private static string Artefacts(TestFolder folder) => Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(folder.Models)!, "artefacts")).FullName;

    private static string Entry(TestFolder folder, string model, string version) => Entry(model, version, "LOCAL", Artefacts(folder));

    private static string Entry(string model, string version, string type, string url, string servable = "tensor") =>
        new JsonObject { ["model_name"] = model, ["aspired_version"] = version, ["load_type"] = type, ["load_url"] = url, ["servable_name"] = servable }.ToJsonString();

    private static string ModelFile(string version) => Path.Combine(TestFolder.Source("half_plus_two"), version, "model.onnx");

    /// <summary>Copies a version of the demo model, as an operator would; version 1 answers 12 with 8, version 2 with 9.</summary>
    private static void Drop(TestFolder folder, string name, string version) => File.Copy(ModelFile(version), Path.Combine(Artefacts(folder), name));

    private static async Task<(string? Version, float Value)> AnswerAsync(NodeProcess node)
    {
        var (status, body) = await node.Http.InferAsync("line", Question);
        return status == HttpStatusCode.OK ? ((string?)body["model_version"], body.Floats()[0]) : (null, float.NaN);
    }

    private static async Task<IEnumerable<string?>> EventsAsync(NodeProcess node) =>
        (await node.Http.GetJsonAsync("/v2/repository/servables/history"))["events"]!.AsArray().Select(happened => (string?)happened!["event"]);

    private static async Task<List<HttpStatusCode>> AskAsync(NodeProcess node, CancellationToken stop)
    {
        var answers = new List<HttpStatusCode>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!stop.IsCancellationRequested)
        {
            answers.Add((await node.Http.InferAsync("line", Question)).Status);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        return answers;
    }
}
