using System.Text.Json;

namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>What tests ask a cluster.</summary>
internal sealed partial class ClusterFixture
{
    /// <summary>Where the replicas are, as a node says.</summary>
    internal async Task<IReadOnlyList<(string Model, int Number, string Node, string State)>> PlacementsAsync(string askedNode)
    {
        using var json = JsonDocument.Parse(await Nodes[askedNode].Http.GetStringAsync("/v2/cluster/placements"));
        return
        [
            .. json.RootElement.GetProperty("placements").EnumerateArray().Select(placed => (
                placed.GetProperty("model").GetString()!,
                placed.GetProperty("number").GetInt32(),
                placed.GetProperty("node").GetString() ?? "",
                placed.GetProperty("state").GetString()!)),
        ];
    }

    /// <summary>How many replicas serve, other than on one node.</summary>
    internal async Task<int> AvailableAsync(string askedNode, string without) =>
        (await PlacementsAsync(askedNode)).Count(placed => placed.State == "available" && placed.Node != without);

    /// <summary>Who leads, as a node says; empty for nobody.</summary>
    internal async Task<string> LeaderAsync(string askedNode) =>
        (await StatusAsync(askedNode)).GetProperty("leader") is { ValueKind: JsonValueKind.Object } leader ? leader.GetProperty("node").GetString()! : "";

    /// <summary>The members, as a node says.</summary>
    internal async Task<IReadOnlyList<string>> MembersAsync(string askedNode) =>
        [.. (await StatusAsync(askedNode)).GetProperty("members").EnumerateArray().Select(member => member.GetProperty("node").GetString()!)];

    /// <summary>The nodes but one.</summary>
    internal List<string> Others(string node) => [.. Nodes.Keys.Where(name => name != node).Order(StringComparer.Ordinal)];

    /// <summary>How many replicas a node holds, as it says itself.</summary>
    internal async Task<int> HeldAsync(string node)
    {
        using var json = JsonDocument.Parse(await Nodes[node].Http.GetStringAsync($"/v2/cluster/load?node={node}"));
        return json.RootElement.GetProperty("nodes")[0].GetProperty("servables").GetArrayLength();
    }

    /// <summary>Everybody is a member and sees a leader, every replica serves, and each node holds just what is placed there.</summary>
    internal async Task<bool> IsWholeAsync()
    {
        foreach (var node in Nodes.Keys)
        {
            if ((await MembersAsync(node)).Count != Nodes.Count || await LeaderAsync(node) == "")
                return false;
            var placed = await PlacementsAsync(node);
            if (placed.Count != _plan.Replicas * _plan.Models.Count
                || placed.Any(one => one.State != "available")
                || placed.DistinctBy(one => (one.Model, one.Node)).Count() != placed.Count
                || await HeldAsync(node) != placed.Count(one => one.Node == node))
                return false;
        }

        return true;
    }

    /// <summary>What each node sees, for who looks for a fault.</summary>
    private async Task<string> DescribeAsync()
    {
        var lines = new List<string>();
        foreach (var node in Nodes.Values)
        {
            try
            {
                lines.Add($"{node.Name}: {string.Join(' ', await MembersAsync(node.Name))} led by {await LeaderAsync(node.Name)}; {string.Join(' ', await PlacementsAsync(node.Name))}; holds {await HeldAsync(node.Name)}");
            }
            catch (HttpRequestException failure)
            {
                lines.Add($"{node.Name}: {failure.Message}");
            }
        }

        return string.Join('\n', lines);
    }

    /// <summary>Has an operator drain or resume a member, through a node.</summary>
    internal async Task MemberAsync(string askedNode, string member, string verb)
    {
        using var answer = await Nodes[askedNode].Http.PostAsync($"/v2/cluster/members/{member}/{verb}", content: null);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Has a replica on a node, if there is none yet: drains one that holds one, which leaves that node alone to take it.</summary>
    internal async Task HoldsReplicaAsync(string node, string askedNode)
    {
        var holders = (await PlacementsAsync(askedNode)).Select(placed => placed.Node).ToList();
        if (holders.Contains(node, StringComparer.Ordinal))
            return;
        await MemberAsync(askedNode, holders[0], "drain");
        await UntilAsync(async () => (await PlacementsAsync(askedNode)).Any(placed => placed.Node == node && placed.State == "available"));
        await MemberAsync(askedNode, holders[0], "resume");
    }

    /// <summary>Waits until so many more requests were sent.</summary>
    internal Task AfterAsync(SteadyRequests requests, int more)
    {
        var until = requests.Sent + more;
        return UntilAsync(() => Task.FromResult(requests.Sent >= until));
    }

    private async Task<JsonElement> StatusAsync(string askedNode)
    {
        using var json = JsonDocument.Parse(await Nodes[askedNode].Http.GetStringAsync("/v2/cluster"));
        return json.RootElement.Clone();
    }
}
