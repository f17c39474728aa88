using System.CommandLine;
using System.CommandLine.Parsing;
using ModelCluster.Pbm.Actors;
using ModelCluster.Pbm.ApiTest;
using ModelCluster.Pbm.Bench;
using ModelCluster.Pbm.Cluster;
using ModelCluster.Pbm.Deployments;
using ModelCluster.Pbm.Events;
using ModelCluster.Pbm.Models;
using ModelCluster.Pbm.Servables;
using ModelCluster.Pbm.Sharding;
using ModelCluster.Pbm.Top;

namespace ModelCluster.Pbm.Terminal;

/// <summary>The whole command line: <c>pbm COMMAND …</c>.</summary>
internal static class Cli
{
    /// <summary>Runs one command line.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    internal static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(
            """
            pbm: inspects and operates ModelCluster nodes, and tests servables and servers.

            Examples
              pbm model list
              pbm model pin digits 1.1.0 --dry-run
              pbm --host http://10.0.0.7:8000 events tail --model digits
              pbm cluster show
              pbm cluster drain node-2 --wait
              pbm actor stats --sort depth --limit 10
              pbm sharding entities --model digits
              pbm top
              pbm bench --model digits --rate 200 --duration 30
              pbm servable test models/repository/iris
              pbm apitest http://127.0.0.1:8000
              source <(pbm completion bash)

            Exit codes: 0 done, 1 refused or a test failed, 2 a wrong command line, 3 the server cannot be reached.
            """)
        {
            CommonOptions.Host,
            CommonOptions.ApiKey,
            CommonOptions.Json,
            ClusterCommands.Create(),
            ActorCommands.Create(),
            ShardingCommands.Create(),
            ModelCommands.Create(),
            DeploymentCommands.Create(),
            EventsCommands.Create(),
            TopCommand.Create(),
            BenchCommand.Create(),
            ServableCommands.Create(),
            ApiTestCommand.Create(),
            CompletionCommand.Create(),
        };
        // '@file' is the data of a command, not more of the command line
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        return parsed.Errors.Count > 0 ? WrongAsync(parsed) : parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    /// <summary>Gives a command what to do; every failure becomes one line on standard error and an exit code.</summary>
    internal static Command Runs(this Command command, Func<ParseResult, CancellationToken, Task<ExitCode>> run)
    {
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                return (int)await run(parsed, cancellation);
            }
            catch (PbmException failure)
            {
                await Console.Error.WriteLineAsync($"pbm: {failure.Message}");
                return (int)failure.ExitCode;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return (int)ExitCode.Done; // the person pressed Ctrl+C
            }
        });
        return command;
    }

    private static async Task<int> WrongAsync(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
            await Console.Error.WriteLineAsync($"pbm: {error.Message}");
        await Console.Error.WriteLineAsync($"pbm: `{PathOf(parsed.CommandResult)} --help` shows what is allowed.");
        return (int)ExitCode.WrongUsage;
    }

    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : "pbm";
}
