using System.CommandLine;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Servables;

/// <summary><c>pbm servable new|test</c>: makes a servable's folder, and tries one without a server that has to be running.</summary>
internal static class ServableCommands
{
    private static readonly Option<string?> NodeProgram = new("--node")
    {
        Description = "The node's program. [environment: PBM_NODE; default: modelcluster beside pbm, then in PATH]",
    };

    internal static Command Create() => new("servable", "Make a servable's folder, and try one.") { New(), Test() };

    private static Command New()
    {
        var name = new Argument<string>("name") { Description = "The model's name: 1 to 128 letters, digits, '.', '_' or '-'." };
        var from = new Option<FileInfo>("--from") { Description = "The ONNX file to serve; it is copied.", Required = true };
        var version = new Option<string>("--model-version") { Description = "Its version, one to three numbers.", DefaultValueFactory = _ => "1" };
        var output = new Option<DirectoryInfo>("--output") { Description = "Where the folder is made.", DefaultValueFactory = _ => new DirectoryInfo(".") };
        return new Command("new", "Make the folder of a servable from a model file: settings, a sample that is its smoke test, a README.")
        {
            name, from, version, output, NodeProgram,
        }.Runs(async (parsed, cancellation) =>
        {
            var scaffold = new ServableScaffold(
                parsed.GetRequiredValue(name), parsed.GetRequiredValue(version), parsed.GetRequiredValue(from), parsed.GetRequiredValue(output));
            var files = await scaffold.WriteAsync(NodeExecutable.Find(parsed.GetValue(NodeProgram)), cancellation);
            var printer = Printer.Of(parsed);
            if (printer.IsJson)
                printer.Json(new JsonObject { ["folder"] = scaffold.Folder, ["files"] = new JsonArray([.. files.Select(file => (JsonNode)file)]) });
            foreach (var file in files)
                printer.Line($"wrote {file}");
            printer.Line($"try it: pbm servable test {scaffold.Folder}");
            return ExitCode.Done;
        });
    }

    private static Command Test()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "The folder of a model, as it lies in a repository." };
        var with = new Option<DirectoryInfo[]>("--with")
        {
            Description = "Folders of other models that this one needs, such as the steps of a pipeline.",
            DefaultValueFactory = _ => [],
        };
        return new Command("test", "Load every version of a servable as a node would, and compare its answers with its samples. No server has to run.")
        {
            folder, with, NodeProgram,
        }.Runs(async (parsed, cancellation) =>
        {
            var test = new ServableTest(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(with));
            var checks = await test.RunAsync(NodeExecutable.Find(parsed.GetValue(NodeProgram)), cancellation);
            return CheckReport.Print(Printer.Of(parsed), checks);
        });
    }
}
