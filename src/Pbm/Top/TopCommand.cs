using System.CommandLine;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Top;

/// <summary><c>pbm top</c>: what every node and model has to do, live in a terminal.</summary>
internal static class TopCommand
{
    internal static Command Create()
    {
        var interval = new Option<double>("--interval") { Description = "Seconds from one look to the next, 0.5 to 3600.", DefaultValueFactory = _ => 2 };
        var once = new Option<bool>("--once") { Description = "One look, then end; also what is done where the output is no terminal." };
        var model = new Option<string?>("--model") { Description = "Only this model." };
        var node = new Option<string?>("--node") { Description = "Only the models of this node." };
        return new Command("top", "What every node and model has to do: rates, latencies, queues, batches and memory. Live in a terminal; q ends it.")
        {
            interval, once, model, node,
        }.Runs(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(interval) is not (>= 0.5 and <= 3600))
                throw new PbmException(ExitCode.WrongUsage, "--interval takes 0.5 to 3600 seconds");
            using var client = NodeClient.Of(parsed);
            var printer = Printer.Of(parsed);
            var source = new TopSource(client, QueryText.Of(("node", parsed.GetValue(node))));
            if (printer.IsJson || !printer.IsTerminal || parsed.GetValue(once))
                return await OnceAsync(source, printer, parsed.GetValue(model), cancellation);
            await new TopScreen(source, TimeSpan.FromSeconds(parsed.GetValue(interval)), parsed.GetValue(model)).RunAsync(cancellation);
            return ExitCode.Done;
        });
    }

    private static async Task<ExitCode> OnceAsync(TopSource source, Printer printer, string? model, CancellationToken cancellation)
    {
        var (cluster, load) = await source.AskForRatesAsync(cancellation);
        if (printer.IsJson)
        {
            printer.Json(new JsonObject { ["cluster"] = cluster, ["load"] = load });
            return await UnansweredNodes.ReportAsync(load);
        }

        var frame = TopFrame.Of(cluster, load, model);
        printer.Line(frame.Title);
        foreach (var problem in frame.Problems)
            printer.Line($"! {problem}");
        printer.Line("");
        printer.Table(TopFrame.NodeHeadings, frame.Nodes);
        printer.Line("");
        printer.Table(TopFrame.ModelHeadings, frame.Models);
        return await UnansweredNodes.ReportAsync(load);
    }
}
