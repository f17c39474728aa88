using System.Net;
using System.Net.Http.Json;
using ModelCluster.Journal.Tests.Adapters;

namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>The journal, a real PostgreSQL, stops under load. See docs/failures.md.</summary>
[Collection("processes")]
public sealed class JournalAwayTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    [Fact]
    public async Task Requests_go_on_lasting_changes_are_refused_with_the_reason_and_work_again_when_it_is_back()
    {
        await using var cluster = await ClusterFixture.StartAsync(new ClusterPlan(Replicas: 2) { Journal = await postgres.CreateDatabaseAsync() });
        await using var requests = SteadyRequests.ToAll(cluster.Nodes.Values);
        await cluster.UntilAsync(async () => (await LabelAsync(cluster, "before")).Status == HttpStatusCode.OK);

        await postgres.StopAsync();
        await cluster.AfterAsync(requests, 100);
        var refused = await LabelAsync(cluster, "meanwhile");
        refused.Status.ShouldBe(HttpStatusCode.Conflict, refused.Text);
        refused.Text.ShouldContain("cannot be reached: check that it runs");

        await postgres.StartAsync();
        await cluster.UntilAsync(async () => (await LabelAsync(cluster, "after")).Status == HttpStatusCode.OK);
        var labels = await cluster.Nodes["n3"].Http.GetStringAsync("/v2/models/sleeper/labels");
        labels.ShouldContain("before");
        labels.ShouldNotContain("meanwhile");

        await requests.StopAsync();
        requests.Failures.ShouldBeEmpty(cluster.Logs);
    }

    private static async Task<(HttpStatusCode Status, string Text)> LabelAsync(ClusterFixture cluster, string label)
    {
        using var answer = await cluster.Nodes["n2"].Http.PutAsJsonAsync($"/v2/models/sleeper/labels/{label}", new { version = "1" });
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
