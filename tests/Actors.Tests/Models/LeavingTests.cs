using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.TestKit;
using static ModelCluster.Actors.Tests.Models.ModelsFixture;

namespace ModelCluster.Actors.Tests.Models;

public sealed class LeavingTests
{
    [Fact]
    public async Task Deleting_a_model_drains_then_forgets_it()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        var session = models.Files.Session("m/1");
        var running = await models.OccupyAsync(session, 5);
        models.Set(Array.Empty<AspiredModel>());
        await models.WhenStateAsync("1", ServableState.Draining);
        (await ErrorAsync(models.Infer())).Status.ShouldBe(InferenceStatus.Unavailable);
        session.Gate.Open();
        (await AnswererAsync(running, 5)).ShouldBe("1");
        await models.WhenForgottenAsync();
        session.IsDisposed.ShouldBeTrue();
        (await ErrorAsync(models.Infer())).Status.ShouldBe(InferenceStatus.NotFound);
        await models.System.WhenIdleAsync();
        models.System.Inspect().Count(actor => actor.Path.ToString().StartsWith("/user/models/", StringComparison.Ordinal)).ShouldBe(0);
    }

    [Fact]
    public async Task A_model_that_comes_back_while_it_leaves_serves_again()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        var session = models.Files.Session("m/1");
        var running = await models.OccupyAsync(session, 5);
        models.Set(Array.Empty<AspiredModel>());
        await models.WhenStateAsync("1", ServableState.Draining);
        models.Set("1");
        await models.WhenServingAsync("1");
        session.Gate.Open();
        (await AnswererAsync(running, 5)).ShouldBe("1");
        await UntilAsync(() => session.IsDisposed, "the old session to be freed");
        await models.System.WhenIdleAsync();
        (await models.AnswererAsync()).ShouldBe("1");
    }

    [Fact]
    public async Task A_model_that_comes_back_after_it_left_is_new()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        await models.UnloadAsync();
        models.Set(Array.Empty<AspiredModel>());
        await models.WhenForgottenAsync();
        await models.SetAndServeAsync("1");
    }

    [Fact]
    public async Task Commands_to_a_leaving_model_are_answered()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        var session = models.Files.Session("m/1");
        var running = await models.OccupyAsync(session, 5);
        models.Set(Array.Empty<AspiredModel>());
        var load = models.LoadAsync();
        var unload = models.UnloadAsync();
        (await load).Status.ShouldBe(AdminStatus.NotFound);
        session.Gate.Open();
        (await unload).ShouldBe(AdminOutcome.Done);
        await AnswererAsync(running, 5);
        await models.WhenForgottenAsync();
    }

    [Fact]
    public async Task A_load_that_waits_is_answered_when_the_model_is_deleted()
    {
        await using var models = new ModelsFixture();
        models.Files.Hold("m/1");
        models.Set("1");
        var load = models.LoadAsync();
        models.Set(Array.Empty<AspiredModel>());
        (await load).Message.ShouldBe("failed to load 'm': the repository holds no version of it");
    }

    [Fact]
    public async Task No_command_is_lost_however_models_come_and_go()
    {
        await using var models = new ModelsFixture();
        var random = new Random(7);
        var outcomes = new List<Task<AdminOutcome>>();
        for (var i = 0; i < 2_000; i++)
        {
            if (random.Next(2) == 0)
                models.Set("1");
            else
                models.Set(Array.Empty<AspiredModel>());
            outcomes.Add(random.Next(2) == 0 ? models.LoadAsync() : models.UnloadAsync());
            if (random.Next(4) == 0)
                await Task.Yield();
        }

        models.Set("1");
        outcomes.Add(models.LoadAsync());
        await Task.WhenAll(outcomes);
        (await models.AnswererAsync()).ShouldBe("1");
    }
}
