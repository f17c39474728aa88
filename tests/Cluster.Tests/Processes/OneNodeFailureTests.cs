namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>What is broken on one node only does no harm to the others. Real processes; see docs/failures.md.</summary>
[Collection("processes")]
public sealed class OneNodeFailureTests
{
    [Fact]
    public async Task A_model_that_cannot_be_loaded_on_one_node_is_served_by_the_others()
    {
        await using var cluster = await ClusterFixture.StartAsync(
            new ClusterPlan(Replicas: 2) { SettingsOf = name => name == "n2" ? ["--Repository:AllowCode=false"] : [] });
        (await cluster.PlacementsAsync("n1")).Select(placed => placed.Node).Order(StringComparer.Ordinal).ShouldBe(["n1", "n3"]);

        await using var requests = SteadyRequests.ToAll(cluster.Nodes.Values);
        await cluster.AfterAsync(requests, 50);
        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    [Fact]
    public async Task A_node_whose_disk_is_full_goes_on_serving_and_so_do_the_others()
    {
        await using var cluster = await ClusterFixture.StartAsync(replicas: 3);
        var victim = "n2";
        await cluster.StopNodeAsync(victim);
        using var disk = SmallDisk.TryMount(Directory.CreateDirectory(cluster.DataOf(victim)).FullName, bytes: 1 << 20);
        Assert.SkipWhen(disk is null, "mounting a small disk takes root and the right to mount");
        FillUp(cluster.DataOf(victim));

        await using var requests = SteadyRequests.To(cluster.Nodes["n1"]);
        await cluster.StartNodeAsync(victim);
        await cluster.UntilAsync(cluster.IsWholeAsync);
        await using var through = SteadyRequests.To(cluster.Nodes[victim]);
        await cluster.AfterAsync(through, 50);

        await requests.StopAsync();
        await through.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
        through.Failures.ShouldBeEmpty(cluster.Logs);
    }

    private static void FillUp(string folder)
    {
        using var file = File.Create(Path.Combine(folder, "somebody-else-s"));
        var block = new byte[4096];
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            return; // full
        }
    }
}
