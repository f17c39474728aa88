using System.CommandLine;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Deployments;

/// <summary><c>pbm deployment …</c>: what was deployed under which name.</summary>
internal static class DeploymentCommands
{
    private static readonly Option<string?> DeploymentsHost = new("--deployments-host")
    {
        Description = "The deployments' own listener, such as 127.0.0.1:8081. Without it --host is asked, which knows them too. [environment: PBM_DEPLOYMENTS_HOST]",
    };

    internal static Command Create() => new("deployment", "See what was deployed.") { List(), Show() };

    private static Command List()
    {
        var live = new Option<bool>("--live-only") { Description = "Only what is served." };
        return new Command("list", "Every deployment.") { live, DeploymentsHost }.Runs(async (parsed, cancellation) =>
        {
            using var client = ClientOf(parsed, out var root);
            var query = QueryText.Of(("verbose", "true"), ("live_only", parsed.GetValue(live) ? "true" : null));
            var deployments = await client.GetAsync($"{root}{query}", cancellation) as JsonArray ?? [];
            var printer = Printer.Of(parsed);
            if (printer.IsJson)
                printer.Json(deployments);
            else
                printer.Table(["deployment", "state", "served", "pinned", "image", "replicas", "domain", "build", "run"], [.. deployments.OfType<JsonNode>().Select(Cells)]);
            return ExitCode.Done;
        });
    }

    private static Command Show()
    {
        var name = new Argument<string>("name") { Description = "The deployment's name." };
        var records = new Option<int>("--records") { Description = "How many records, newest first.", DefaultValueFactory = _ => 1 };
        return new Command("show", "A deployment's newest records, whole.") { name, records, DeploymentsHost }.Runs(async (parsed, cancellation) =>
        {
            using var client = ClientOf(parsed, out var root);
            Printer.Of(parsed).Json(await client.GetAsync($"{root}{Uri.EscapeDataString(parsed.GetRequiredValue(name))}?n={parsed.GetValue(records)}", cancellation));
            return ExitCode.Done;
        });
    }

    private static NodeClient ClientOf(ParseResult parsed, out string root)
    {
        var own = parsed.GetValue(DeploymentsHost) ?? Environment.GetEnvironmentVariable("PBM_DEPLOYMENTS_HOST");
        root = string.IsNullOrEmpty(own) ? "/deployments/" : "/";
        return string.IsNullOrEmpty(own) ? NodeClient.Of(parsed) : NodeClient.Of(own, parsed);
    }

    private static string[] Cells(JsonNode deployment)
    {
        var record = deployment.Items("deployment").FirstOrDefault();
        return
        [
            deployment.Text("name"),
            deployment.Text("problem") is { Length: > 0 } problem ? problem : deployment.Flag("active") ? "active" : "ended",
            deployment.Text("served"),
            deployment.Text("pinned"),
            record.Text("image"),
            record.Items("swarm_services").FirstOrDefault().Text("replicas"),
            record is null ? "" : $"{record.Text("domain")}:{record.Text("port")}",
            record.Text("build_id"),
            record.Text("run_id"),
        ];
    }
}
