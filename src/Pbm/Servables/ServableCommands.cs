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
        var from = new Option<FileInfo?>("--from") { Description = "The ONNX file to serve; it is copied." };
        var code = new Option<bool>("--code") { Description = "A project for a servable that is a .NET class." };
        var version = new Option<string>("--model-version") { Description = "Its version, one to three numbers.", DefaultValueFactory = _ => "1" };
        var output = new Option<DirectoryInfo>("--output") { Description = "Where the folder is made.", DefaultValueFactory = _ => new DirectoryInfo(".") };
        return new Command("new", "Make a servable's folder: from a model file (--from) with a sample that is its smoke test, or a project in C# (--code).")
        {
            name, from, code, version, output, NodeProgram,
        }.Runs(async (parsed, cancellation) =>
        {
            var program = NodeExecutable.Find(parsed.GetValue(NodeProgram));
            var (model, number, where) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(version), parsed.GetRequiredValue(output));
            switch (parsed.GetValue(from), parsed.GetValue(code))
            {
                case ({ } file, false):
                    var scaffold = new ServableScaffold(model, number, file, where);
                    Report(parsed, scaffold.Folder, await scaffold.WriteAsync(program, cancellation), $"pbm servable test {scaffold.Folder}");
                    return ExitCode.Done;
                case (null, true):
                    var project = new CodeScaffold(model, number, where);
                    Report(parsed, project.Folder, project.Write(program), $"dotnet build {project.Folder} && pbm servable test {project.Model} --allow-code");
                    return ExitCode.Done;
                default:
                    throw new PbmException(ExitCode.WrongUsage, "say what it is made of: --from FILE for a model file, or --code for a class");
            }
        });
    }

    private static void Report(ParseResult parsed, string folder, IReadOnlyList<string> files, string next)
    {
        var printer = Printer.Of(parsed);
        if (printer.IsJson)
            printer.Json(new JsonObject { ["folder"] = folder, ["files"] = new JsonArray([.. files.Select(file => (JsonNode)file)]) });
        foreach (var file in files)
            printer.Line($"wrote {file}");
        printer.Line($"try it: {next}");
    }

    private static Command Test()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "The folder of a model, as it lies in a repository." };
        var with = new Option<DirectoryInfo[]>("--with")
        {
            Description = "Folders of other models that this one needs, such as the steps of a pipeline.",
            DefaultValueFactory = _ => [],
        };
        var code = new Option<bool>("--allow-code") { Description = "Run servables that are .NET code; they may do whatever you may." };
        return new Command("test", "Load every version of a servable as a node would, and compare its answers with its samples. No server has to run.")
        {
            folder, with, code, NodeProgram,
        }.Runs(async (parsed, cancellation) =>
        {
            var test = new ServableTest(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(with), parsed.GetValue(code));
            var checks = await test.RunAsync(NodeExecutable.Find(parsed.GetValue(NodeProgram)), cancellation);
            return CheckReport.Print(Printer.Of(parsed), checks);
        });
    }
}
