using System.Diagnostics;
using System.Text.RegularExpressions;
using ModelCluster.TestKit;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>
/// Runs every command of the documentation (the blocks marked <c>sh</c>) against a real node on the demo models, in a folder
/// where they lie as in the project; a block marked <c>json</c> right after it is the answer that must come.
/// </summary>
public sealed partial class DocumentationTests
{
    [Theory]
    [InlineData("README.md", 3)]
    [InlineData("docs/add-a-model.md", 4)]
    [InlineData("docs/code-servables.md", 1)]
    [InlineData("docs/pipelines.md", 3)]
    [InlineData("docs/operate.md", 3)]
    [InlineData("docs/operate-versions.md", 6)]
    [InlineData("docs/observe.md", 4)]
    [InlineData("docs/open-inference-protocol.md", 2)]
    [InlineData("docs/predict-api.md", 4)]
    [InlineData("docs/deployments.md", 6)]
    [InlineData("docs/pbm.md", 12)]
    [InlineData("docs/traffic.md", 7)]
    [InlineData("docs/servables-json.md", 6)]
    public async Task Every_command_of_the_page_works_and_answers_as_the_page_says(string page, int blocksAtLeast)
    {
        using var folder = new TestFolder("add_sub", "digits", "edges", "half_plus_two", "iris", "sentiment", "text_statistics", "doubled");
        var project = Directory.CreateDirectory(Path.Combine(folder.Data, "project")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(Directory.CreateDirectory(Path.Combine(project, "models")).FullName, "repository"), folder.Models);
        await using var node = await NodeProcess.StartReadyAsync(folder, ["--Repository:AllowCode=true", .. await ArgumentsAsync(page, project)]);
        var text = await File.ReadAllTextAsync(Path.Combine(TestFolder.ProjectRoot, page));
        var blocks = Block().Matches(text);
        blocks.Count.ShouldBeGreaterThanOrEqualTo(blocksAtLeast);
        foreach (Match block in blocks)
        {
            var commands = block.Groups["commands"].Value.Replace("localhost:8000", $"127.0.0.1:{node.Port}", StringComparison.Ordinal)
                .Replace("localhost:8081", node.Deployments.BaseAddress!.Authority, StringComparison.Ordinal);
            var (exitCode, output) = await RunAsync(commands, project);
            exitCode.ShouldBe(0, $"{page}: {commands}\n{output}\n{node.Log}");
            output.ShouldNotContain("{\"detail\"", Case.Sensitive, $"{page}: {commands}");
            output.Replace("\"error\":\"\"", "", StringComparison.Ordinal).ShouldNotContain("\"error\"", Case.Sensitive, $"{page}: {commands}");
            if (block.Groups["answer"].Value.Trim() is { Length: > 0 } answer)
                output.Trim().ShouldEndWith(answer, Case.Sensitive, $"{page}: {commands}");
        }
    }

    /// <summary>The page on servables.json needs a node that has one; the page then writes another.</summary>
    private static async Task<string[]> ArgumentsAsync(string page, string project)
    {
        if (page != "docs/servables-json.md")
            return [];
        var file = Path.Combine(project, "servables.json");
        File.Copy(Path.Combine(TestFolder.Source("half_plus_two"), "1", "model.onnx"), Path.Combine(project, "first-1_0_0-1.onnx"));
        await File.WriteAllTextAsync(
            file, $$"""[{"model_name":"first","aspired_version":"1.x","load_type":"LOCAL","load_url":"{{project}}","servable_name":"tensor"}]""");
        return ["--servables", file];
    }

    [Fact]
    public async Task The_line_that_a_node_prints_when_it_is_ready_works_as_it_stands()
    {
        using var folder = new TestFolder("sentiment");
        folder.Write("sentiment/samples/quoted.json", """{"request":{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["it's fine"]}]}}""");
        File.Delete(Path.Combine(folder.Models, "sentiment", "samples", "four_texts.json"));
        await using var node = await NodeProcess.StartReadyAsync(folder);
        await node.UntilAsync(() => Task.FromResult(node.Log.Contains("try: ", StringComparison.Ordinal)));
        var line = node.Log.Split('\n').Single(line => line.Contains("try: ", StringComparison.Ordinal));
        var (exitCode, output) = await RunAsync(line[(line.IndexOf("try: ", StringComparison.Ordinal) + 5)..], folder.Models);
        exitCode.ShouldBe(0, line);
        output.ShouldContain("\"probabilities\"", Case.Sensitive, line);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string commands, string folder)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", commands])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{start.Environment["PATH"]}"; // pbm and modelcluster
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var error = shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync().WaitAsync(RealTimeGuard.Limit);
        return (shell.ExitCode, await output + await error);
    }

    [GeneratedRegex(@"```sh\n(?<commands>.*?)```(\n```json\n(?<answer>.*?)```)?", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Block();
}
