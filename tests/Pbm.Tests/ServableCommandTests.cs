using System.Text.Json.Nodes;
using ModelCluster.Node.Tests.Processes;

namespace ModelCluster.Pbm.Tests;

public class ServableCommandTests
{
    [Fact]
    public async Task Tests_every_version_of_a_servable_with_its_samples_although_no_server_runs()
    {
        var run = await PbmProcess.RunAsync("servable", "test", TestFolder.Source("half_plus_two"));
        run.Output.ShouldContain("half_plus_two:1 answers sample version_1.json");
        run.Output.ShouldContain("6 passed, 0 failed");
        run.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_version_whose_file_is_broken_fails_the_test_with_the_reason()
    {
        using var folder = new TestFolder("iris");
        folder.Write("iris/2/model.onnx", "this is no model");
        var run = await PbmProcess.RunAsync("servable", "test", Path.Combine(folder.Models, "iris"), "--json");
        run.ExitCode.ShouldBe(1);
        var checks = JsonNode.Parse(run.Output)!["checks"]!.AsArray();
        checks.Single(check => check!["name"]!.ToString() == "iris:2 loads")!["detail"]!.ToString().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_sample_that_expects_something_else_fails_the_test()
    {
        using var folder = new TestFolder("iris");
        folder.Write("iris/model.json", """{"smoke_test": {"samples": false}}""");
        folder.Write("iris/samples/wrong.json", """
            {"request":{"inputs":[{"name":"features","shape":[1,4],"datatype":"FP32","data":[5.1,3.4,1.5,0.2]}]},
             "expected":{"outputs":[{"name":"probabilities","datatype":"FP32","shape":[1,3],"data":[0,1,0]}]}}
            """);
        var run = await PbmProcess.RunAsync("servable", "test", Path.Combine(folder.Models, "iris"));
        run.Output.ShouldContain("output 'probabilities' element 0");
        run.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_new_servable_passes_its_own_test()
    {
        using var folder = new TestFolder();
        var model = Path.Combine(TestFolder.Source("sentiment"), "1", "model.onnx");
        var made = await PbmProcess.RunAsync("servable", "new", "mood", "--from", model, "--model-version", "1.2.0", "--output", folder.Models);
        made.Error.ShouldBeEmpty();
        made.ExitCode.ShouldBe(0);
        File.Exists(Path.Combine(folder.Models, "mood", "1.2.0", "model.onnx")).ShouldBeTrue();
        var tested = await PbmProcess.RunAsync("servable", "test", Path.Combine(folder.Models, "mood"));
        tested.Output.ShouldContain("mood:1.2.0 answers sample example.json");
        tested.Output.ShouldContain("2 passed, 0 failed");
    }

    [Fact]
    public async Task A_file_that_is_no_model_makes_no_servable()
    {
        using var folder = new TestFolder();
        folder.Write("text.onnx", "this is no model");
        var run = await PbmProcess.RunAsync("servable", "new", "mood", "--from", Path.Combine(folder.Models, "text.onnx"), "--output", folder.Models);
        run.Error.ShouldContain("cannot be served");
        run.ExitCode.ShouldBe(1);
        Directory.Exists(Path.Combine(folder.Models, "mood")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_new_servable_of_code_builds_and_passes_its_own_test()
    {
        using var folder = new TestFolder();
        var made = await PbmProcess.RunAsync("servable", "new", "word_count", "--code", "--output", folder.Models);
        made.Error.ShouldBeEmpty();
        var project = Path.Combine(folder.Models, "word_count");
        File.Exists(Path.Combine(project, "WordCount.cs")).ShouldBeTrue();
        (await PbmProcess.RunProgramAsync("dotnet", "build", project, "-v", "q", "--nologo")).ExitCode.ShouldBe(0);
        var model = Path.Combine(project, "models", "word_count");
        var tested = await PbmProcess.RunAsync("servable", "test", model, "--allow-code");
        tested.Output.ShouldContain("2 passed, 0 failed");
        tested.ExitCode.ShouldBe(0);
        var forbidden = await PbmProcess.RunAsync("servable", "test", model);
        forbidden.Output.ShouldContain("AllowCode");
        forbidden.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_servable_is_made_of_one_thing()
    {
        var run = await PbmProcess.RunAsync("servable", "new", "mood");
        run.Error.ShouldContain("--from FILE for a model file, or --code for a class");
        run.ExitCode.ShouldBe(2);
    }

    [Theory]
    [InlineData("../up", "is no model name")]
    [InlineData(".hidden", "is no model name")]
    public async Task A_bad_name_is_refused(string name, string expected)
    {
        var model = Path.Combine(TestFolder.Source("iris"), "1", "model.onnx");
        var run = await PbmProcess.RunAsync("servable", "new", name, "--from", model);
        run.Error.ShouldContain(expected);
        run.ExitCode.ShouldBe(2);
    }
}
