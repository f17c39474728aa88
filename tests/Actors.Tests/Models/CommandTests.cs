using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Models;
using ModelCluster.TestKit;
using static ModelCluster.Actors.Tests.Models.ModelsFixture;

namespace ModelCluster.Actors.Tests.Models;

public sealed class CommandTests
{
    [Fact]
    public async Task Load_waits_until_all_wanted_versions_are_settled()
    {
        await using var models = new ModelsFixture();
        models.Files.Hold("m/1");
        models.Files.MakeBad("m/2");
        models.Set(Model("m", All, "1", "2", "3"));
        var load = models.LoadAsync();
        await models.WhenStateAsync("2", ServableState.Failed);
        await models.WhenStateAsync("3", ServableState.Available);
        load.IsCompleted.ShouldBeFalse();
        models.Files.Release("m/1");
        (await load).ShouldBe(new AdminOutcome(AdminStatus.Failed, "failed to load 'm': version 2: m/2 is no model"));
        await models.WhenServingAsync("3", "1");
    }

    [Fact]
    public async Task Load_does_not_wait_for_what_is_leaving()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        var running = await models.OccupyAsync(models.Files.Session("m/1"), 5);
        models.Set("2");
        (await models.LoadAsync()).ShouldBe(AdminOutcome.Done);
        models.View("m", "1").State.ShouldBe(ServableState.Draining);
        models.Files.Session("m/1").Gate.Open();
        await AnswererAsync(running, 5);
    }

    [Fact]
    public async Task Load_of_what_serves_unchanged_does_nothing()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        (await models.LoadAsync()).ShouldBe(AdminOutcome.Done);
        models.Files.Loads("m/1").ShouldBe(1);
    }

    [Fact]
    public async Task Load_tries_failed_versions_again()
    {
        await using var models = new ModelsFixture();
        models.Files.MakeBad("m/1");
        models.Set("1");
        (await models.LoadAsync()).Status.ShouldBe(AdminStatus.Failed);
        models.Files.MakeGood("m/1");
        (await models.LoadAsync()).ShouldBe(AdminOutcome.Done);
        (await models.AnswererAsync()).ShouldBe("1");
    }

    [Fact]
    public async Task Load_says_which_problem_the_configuration_has_and_that_no_version_matches()
    {
        await using var models = new ModelsFixture();
        models.Set(
            Model("bad", null, "1") with { Problem = "model.json: no" },
            Model("none", new ModelOptions { VersionPolicy = new VersionPolicy.Specific([]) }, "1", "2"),
            Model("empty", null));
        (await models.LoadAsync("bad")).Message.ShouldBe("failed to load 'bad': model.json: no");
        (await models.LoadAsync("none")).Message.ShouldBe("failed to load 'none': no version matches its version policy; found: 1, 2");
        (await models.LoadAsync("empty")).Message.ShouldBe("failed to load 'empty': the repository holds no version of it");
    }

    [Fact]
    public async Task Unknown_models_are_not_found()
    {
        await using var models = new ModelsFixture();
        (await models.LoadAsync("x")).ShouldBe(new AdminOutcome(AdminStatus.NotFound, "failed to load 'x', no such model in the repository"));
        (await models.UnloadAsync("x")).Status.ShouldBe(AdminStatus.NotFound);
    }

    [Fact]
    public async Task Unload_waits_until_everything_is_gone()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        var session = models.Files.Session("m/1");
        var running = await models.OccupyAsync(session, 5);
        var unload = models.UnloadAsync();
        await models.WhenStateAsync("1", ServableState.Draining);
        unload.IsCompleted.ShouldBeFalse();
        session.Gate.Open();
        (await unload).ShouldBe(AdminOutcome.Done);
        (await AnswererAsync(running, 5)).ShouldBe("1");
        session.IsDisposed.ShouldBeTrue();
        models.View("m", "1").ShouldSatisfyAllConditions(
            view => view.State.ShouldBe(ServableState.Ended),
            view => view.Reason.ShouldBe("unloaded"));
    }

    [Fact]
    public async Task An_unloaded_model_stays_away_while_the_repository_changes_until_it_is_loaded()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        await models.UnloadAsync();
        models.Set("1", "2");
        await models.WhenStateAsync("2", ServableState.Ended);
        models.Set(Model("m", new ModelOptions { MaxBatchSize = 4 }, "1", "2", "3"));
        await models.WhenStateAsync("3", ServableState.Ended);
        models.Files.Loads("m/2").ShouldBe(0);
        models.Files.Loads("m/3").ShouldBe(0);
        (await models.LoadAsync()).ShouldBe(AdminOutcome.Done);
        (await models.AnswererAsync()).ShouldBe("3");
    }

    [Fact]
    public async Task An_unload_ends_a_load_that_waits_and_the_other_way_round()
    {
        await using var models = new ModelsFixture();
        models.Files.Hold("m/1");
        models.Set("1");
        var load = models.LoadAsync();
        var unload = models.UnloadAsync();
        (await load).Message.ShouldBe("failed to load 'm': it was unloaded again meanwhile");
        var again = models.LoadAsync();
        (await unload).Message.ShouldBe("'m' was loaded again before it was unloaded");
        models.Files.Release("m/1");
        (await again).ShouldBe(AdminOutcome.Done);
    }

    [Fact]
    public async Task Readiness_waits_for_every_required_model_and_not_for_others()
    {
        await using var models = new ModelsFixture();
        models.Routes.IsReady.ShouldBeFalse();
        models.Files.MakeBad("optional/1");
        models.Files.Hold("m/1");
        models.Set(Model("m", null, "1"), Model("optional", new ModelOptions { Required = false }, "1"), Model("lazy", Lazy, "1"));
        await models.WhenStateAsync("1", ServableState.Loading);
        models.Routes.IsReady.ShouldBeFalse();
        models.Files.Release("m/1");
        await models.WhenServingAsync("1");
        await models.System.WhenIdleAsync();
        models.Routes.IsReady.ShouldBeTrue();
        await models.UnloadAsync();
        models.Routes.IsReady.ShouldBeTrue("an unloaded model is not waited for");
    }
}
