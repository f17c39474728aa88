using System.Text.Json.Nodes;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>The log files of a real node.</summary>
public sealed class LogFileTests
{
    [Fact]
    public async Task Every_line_of_the_json_log_parses_and_files_roll_and_the_oldest_goes()
    {
        using var folder = new TestFolder("iris");
        var file = Path.Combine(folder.Data, "logs", "node.log");
        await using (var node = await NodeProcess.StartReadyAsync(
            folder.Kept(), "--log", "json", "--log-level", "Trace", "--Log:File", file, "--Log:MaxFileBytes=4096", "--Log:MaxFiles=3"))
        {
            while (!File.Exists(file + ".2"))
            {
                await node.Http.PostAsync("/v2/repository/models/iris/unload", "");
                await node.Http.PostAsync("/v2/repository/models/iris/load", "");
            }

            (await node.TerminateAsync()).ShouldBe(0);
        }

        var files = Directory.GetFiles(Path.GetDirectoryName(file)!);
        files.Select(Path.GetFileName).ShouldBe(["node.log", "node.log.1", "node.log.2"], ignoreOrder: true);
        foreach (var line in files.SelectMany(File.ReadAllLines))
        {
            var entry = JsonNode.Parse(line)!;
            entry["Category"].ShouldNotBeNull();
            entry["Message"].ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task The_text_log_goes_to_the_file_as_to_standard_output()
    {
        using var folder = new TestFolder("iris");
        var file = Path.Combine(folder.Data, "node.log");
        await using (var node = await NodeProcess.StartReadyAsync(folder.Kept(), "--Log:File", file))
        {
            await node.TerminateAsync();
            (await File.ReadAllTextAsync(file)).ShouldContain("listening on http://127.0.0.1:");
        }
    }

    [Theory]
    [InlineData("--Log:MaxFileBytes=1", "4,096 to 1,073,741,824")]
    [InlineData("--Log:MaxFiles=many", "1 to 1,000")]
    public async Task A_wrong_setting_stops_the_start(string setting, string allowed)
    {
        var (exitCode, output) = await NodeProcess.RunToEndAsync("--http", "127.0.0.1:0", setting);
        exitCode.ShouldBe(2);
        output.ShouldContain(allowed);
    }
}
