using System.Net;
using ModelCluster.Api.Tests.Fakes;

namespace ModelCluster.Api.Tests.Http.Models;

/// <summary>A node that has just started does not call a model unknown before it knows which there are.</summary>
public sealed class KnownModelsGateTests
{
    [Theory]
    [InlineData("/v2/models/late")]
    [InlineData("/v2/models/late/ready")]
    [InlineData("/v2/models/late/versions/7")]
    public async Task A_request_for_a_model_waits_until_the_models_are_known(string path)
    {
        await using var server = await ApiServer.StartAsync();
        var known = new TaskCompletionSource();
        server.Catalog.WhenKnown = known.Task;
        var answer = server.GetAsync(path);
        await server.Time.WaitForTimersAsync(1);
        answer.IsCompleted.ShouldBeFalse();

        server.Catalog.All.Add(FakeCatalog.Model("late", FakeCatalog.Servable("late", "7")));
        known.SetResult();
        (await answer).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_that_waited_for_long_is_told_to_come_again()
    {
        await using var server = await ApiServer.StartAsync();
        server.Catalog.WhenKnown = new TaskCompletionSource().Task;
        var answer = server.PostAsync("/v2/models/m/infer", "{}");
        await server.Time.WaitForTimersAsync(1);
        server.Time.Advance(TimeSpan.FromSeconds(10));
        var refused = await answer;
        refused.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Header("Retry-After").ShouldBe("1");
        refused.Error.ShouldContain("has just started");
    }

    [Theory]
    [InlineData("/v2/health/live")]
    [InlineData("/v2/models")]
    [InlineData("/v2")]
    public async Task Others_are_answered_meanwhile(string path)
    {
        await using var server = await ApiServer.StartAsync();
        server.Catalog.WhenKnown = new TaskCompletionSource().Task;
        (await server.GetAsync(path)).Status.ShouldBe(HttpStatusCode.OK);
    }
}
