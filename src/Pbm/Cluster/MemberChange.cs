using System.CommandLine;
using System.Text.Json.Nodes;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Cluster;

/// <summary>Operating one node, and waiting until what follows is over.</summary>
internal static class MemberChange
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    /// <param name="verb">The last part of the path.</param>
    /// <param name="description">What it does.</param>
    /// <param name="waitsUntil">What <c>--wait</c> waits for, in words; null: there is nothing to wait for.</param>
    /// <param name="isOver">Whether that is so, by the member as it is now, which is null once there is none.</param>
    internal static Command Create(string verb, string description, string? waitsUntil, Func<JsonNode?, bool>? isOver)
    {
        var node = new Argument<string>("node") { Description = "The node's name, as `pbm cluster show` prints it." };
        var wait = new Option<bool>("--wait") { Description = $"Wait until the node {waitsUntil}." };
        var command = new Command(verb, description) { node, ClusterChange.DryRun };
        if (isOver is not null)
            command.Add(wait);
        return command.Runs(async (parsed, cancellation) =>
        {
            using var client = NodeClient.Of(parsed);
            var (name, printer) = (parsed.GetRequiredValue(node), Printer.Of(parsed));
            var answer = await ClusterChange.PostAsync(parsed, client, $"/v2/cluster/members/{Uri.EscapeDataString(name)}/{verb}", cancellation);
            ClusterChange.Print(printer, answer, "nothing changed");
            if (isOver is null || !parsed.GetValue(wait) || parsed.GetValue(ClusterChange.DryRun))
                return ExitCode.Done;
            await WaitAsync(client, name, isOver, cancellation);
            printer.Line($"{name} {waitsUntil}");
            return ExitCode.Done;
        });
    }

    internal static bool HoldsNothing(JsonNode? member) => member is null || member.Number("replicas") == 0;

    internal static bool IsGone(JsonNode? member) => member is null;

    private static async Task WaitAsync(NodeClient client, string name, Func<JsonNode?, bool> isOver, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(BetweenLooks);
        do
        {
            try
            {
                var cluster = await client.GetAsync("/v2/cluster", cancellation);
                if (isOver(cluster.Items("members").FirstOrDefault(member => member.Text("node") == name)))
                    return;
            }
            catch (PbmException failure) when (failure.ExitCode == ExitCode.Unreachable && isOver(null))
            {
                return; // it was the node that we talked to
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }
}
