namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>What clients see when the lighthouse fails: nothing. Real processes; see docs/failures.md.</summary>
[Collection("processes")]
public sealed class LighthouseFailureTests
{
    [Fact]
    public async Task A_lighthouse_that_is_away_for_longer_than_a_lease_fails_no_request_and_nothing_is_loaded_anew()
    {
        await using var cluster = await ClusterFixture.StartAsync(replicas: 2);
        var before = await cluster.PlacementsAsync("n1");
        await using var requests = SteadyRequests.ToAll(cluster.Nodes.Values);
        await cluster.AfterAsync(requests, 20);

        cluster.Lighthouse.Kill(0);
        await UntilMissedAsync(cluster);
        await cluster.AfterAsync(requests, 50);
        await cluster.Lighthouse.RestartAsync(0);
        await cluster.UntilAsync(async () => await cluster.IsWholeAsync() && (await cluster.PlacementsAsync("n1")).SequenceEqual(before));

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    [Fact]
    public async Task A_lighthouse_that_has_lost_everything_is_filled_again_and_nothing_is_loaded_anew()
    {
        await using var cluster = await ClusterFixture.StartAsync(replicas: 2);
        var before = await cluster.PlacementsAsync("n1");
        await using var requests = SteadyRequests.ToAll(cluster.Nodes.Values);
        await cluster.AfterAsync(requests, 20);

        cluster.Lighthouse.Kill(0);
        await UntilMissedAsync(cluster);
        await cluster.Lighthouse.RestartEmptyAsync(0);
        await cluster.UntilAsync(async () => await cluster.IsWholeAsync() && (await cluster.PlacementsAsync("n1")).SequenceEqual(before));
        await cluster.AfterAsync(requests, 50);

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    [Fact]
    public async Task Of_three_members_any_one_may_die_and_the_cluster_still_changes()
    {
        await using var cluster = await ClusterFixture.StartAsync(new ClusterPlan(Replicas: 2) { LighthouseMembers = 3 });
        await using var requests = SteadyRequests.ToAll(cluster.Nodes.Values);
        for (var member = 0; member < 3; member++)
        {
            cluster.Lighthouse.Kill(member);
            var drained = (await cluster.PlacementsAsync("n1"))[0].Node;
            await cluster.UntilAsync(async () => await TryDrainAsync(cluster, drained));
            await cluster.UntilAsync(async () => await cluster.AvailableAsync("n1", without: drained) == 2);
            await cluster.Lighthouse.RestartAsync(member);
            await cluster.MemberAsync("n1", drained, "resume");
            await cluster.UntilAsync(cluster.IsWholeAsync);
        }

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    private static Task UntilMissedAsync(ClusterFixture cluster) => cluster.UntilAsync(
        () => Task.FromResult(cluster.Nodes.Values.All(node => node.Log.Contains("could not renew its lease", StringComparison.Ordinal))));

    /// <summary>Right after a member's death the lighthouse elects, and a change may be refused.</summary>
    private static async Task<bool> TryDrainAsync(ClusterFixture cluster, string node)
    {
        using var answer = await cluster.Nodes["n1"].Http.PostAsync($"/v2/cluster/members/{node}/drain", content: null);
        return answer.IsSuccessStatusCode;
    }
}
