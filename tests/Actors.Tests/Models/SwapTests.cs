using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.TestKit;
using static ModelCluster.Actors.Tests.Models.ModelsFixture;

namespace ModelCluster.Actors.Tests.Models;

public sealed class SwapTests
{
    [Fact]
    public async Task A_new_model_is_loaded_and_answers()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        (await models.AnswererAsync()).ShouldBe("1");
        var view = models.View("m", "1");
        view.State.ShouldBe(ServableState.Available);
        view.Reason.ShouldBeEmpty();
        view.Platform.ShouldBe("fake");
        view.Signature.ShouldNotBeNull().Inputs[0].Name.ShouldBe("x");
    }

    [Fact]
    public async Task Keeps_old_version_serving_while_new_one_loads()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        models.Files.Hold("m/2");
        models.Set("1", "2");
        await models.WhenStateAsync("2", ServableState.Loading);
        (await models.AnswererAsync()).ShouldBe("1");
        (await ErrorAsync(models.Infer(version: "2"))).Message.ShouldContain("version 2 is Loading");
        models.Files.Release("m/2");
        await models.WhenServingAsync("2");
        (await models.AnswererAsync()).ShouldBe("2");
        await models.WhenStateAsync("1", ServableState.Ended);
        models.View("m", "1").Reason.ShouldBe("not wanted by the version policy");
        models.Files.Session("m/1").IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_failed_version_keeps_the_old_one_and_its_reason_can_be_read()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        models.Files.MakeBad("m/2");
        models.Set("1", "2");
        await models.WhenStateAsync("2", ServableState.Failed);
        models.View("m", "2").Reason.ShouldBe("m/2 is no model");
        (await models.AnswererAsync()).ShouldBe("1");
        var error = await ErrorAsync(models.Infer(version: "2"));
        error.Status.ShouldBe(InferenceStatus.Unavailable);
        error.Message.ShouldContain("m/2 is no model");
    }

    [Fact]
    public async Task A_good_version_after_a_failed_one_replaces_both()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        models.Files.MakeBad("m/2");
        models.Set("1", "2");
        await models.WhenStateAsync("2", ServableState.Failed);
        models.Set("1", "2", "3");
        await models.WhenServingAsync("3");
        await models.WhenStateAsync("2", ServableState.Ended);
        await models.WhenStateAsync("1", ServableState.Ended);
    }

    [Fact]
    public async Task A_replaced_file_is_loaded_again_while_the_old_one_serves()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1@a");
        var old = models.Files.Session("m/1");
        models.Files.Hold("m/1");
        models.Set("1@b");
        await UntilAsync(() => models.Files.Loads("m/1") == 2, "the second load");
        (await models.AnswererAsync()).ShouldBe("1");
        old.IsDisposed.ShouldBeFalse();
        models.Files.Release("m/1");
        await UntilAsync(() => old.IsDisposed, "the old session to be freed");
        (await models.AnswererAsync()).ShouldBe("1");
        models.Files.Session("m/1").ShouldNotBe(old);
    }

    [Fact]
    public async Task A_replaced_file_that_fails_leaves_the_old_one_serving_and_says_why()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1@a");
        models.Files.MakeBad("m/1");
        models.Set("1@b");
        await models.WhenAsync("m", () => models.View("m", "1").Reason.Length > 0);
        models.View("m", "1").ShouldSatisfyAllConditions(
            view => view.State.ShouldBe(ServableState.Available),
            view => view.Reason.ShouldBe("its replacement failed: m/1 is no model"));
        (await models.AnswererAsync()).ShouldBe("1");
    }

    [Fact]
    public async Task A_failed_file_that_is_replaced_is_loaded_again()
    {
        await using var models = new ModelsFixture();
        models.Files.MakeBad("m/1");
        models.Set("1@a");
        await models.WhenStateAsync("1", ServableState.Failed);
        models.Files.MakeGood("m/1");
        models.Set("1@b");
        await models.WhenServingAsync("1");
        models.View("m", "1").Reason.ShouldBeEmpty();
    }

    [Fact]
    public async Task Options_change_reloads_but_version_policy_change_alone_does_not()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync(Model("m", null, "1", "2"), "2");
        await models.SetAndServeAsync(Model("m", All, "1", "2"), "2", "1");
        models.Files.Loads("m/2").ShouldBe(1);
        models.Set(Model("m", All with { MaxBatchSize = 4 }, "1", "2"));
        await models.WhenAsync("m", () => models.View()!.Versions.All(view => view is { State: ServableState.Available, Options.MaxBatchSize: 4 }));
        models.Files.Loads("m/2").ShouldBe(2);
        models.Files.Loads("m/1").ShouldBe(2);
    }

    [Fact]
    public async Task Requests_choose_among_all_versions_that_serve()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync(Model("m", All, "1.0", "1.1", "2.0"), "2.0", "1.1", "1.0");
        (await models.AnswererAsync()).ShouldStartWith("2");
        (await models.AnswererAsync(version: "1.x")).ShouldStartWith("1.1");
        (await models.AnswererAsync(version: "1.0")).ShouldStartWith("1.0");
        (await ErrorAsync(models.Infer(version: "3"))).Status.ShouldBe(InferenceStatus.NotFound);
    }

    [Fact]
    public async Task A_retired_version_answers_what_it_took_before_it_is_freed()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        var old = models.Files.Session("m/1");
        var running = await models.OccupyAsync(old, 5);
        models.Set("2");
        await models.WhenServingAsync("2");
        await models.WhenStateAsync("1", ServableState.Draining);
        (await models.AnswererAsync()).ShouldBe("2");
        old.IsDisposed.ShouldBeFalse();
        old.Gate.Open();
        (await AnswererAsync(running, 5)).ShouldBe("1");
        await UntilAsync(() => old.IsDisposed, "the old session to be freed");
    }

    [Fact]
    public async Task A_version_that_comes_back_while_it_drains_is_loaded_anew()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        var old = models.Files.Session("m/1");
        var running = await models.OccupyAsync(old, 5);
        models.Set("2");
        await models.WhenStateAsync("1", ServableState.Draining);
        models.Set("1");
        await models.WhenServingAsync("1");
        (await models.AnswererAsync()).ShouldBe("1");
        models.Files.Session("m/1").ShouldNotBe(old);
        old.Gate.Open();
        (await AnswererAsync(running, 5)).ShouldBe("1");
    }

    [Fact]
    public async Task A_version_not_wanted_any_more_while_it_loads_is_freed_and_never_serves()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        models.Files.Hold("m/2");
        models.Set("1", "2");
        await UntilAsync(() => models.Files.Loads("m/2") == 1, "the load");
        models.Set("1");
        await models.WhenAsync("m", () => models.View()!.Versions.All(view => view.State is ServableState.Available or ServableState.Draining));
        models.Files.Release("m/2");
        await models.WhenAsync("m", () => models.View()!.Versions.Count == 1);
        models.Files.Session("m/2").IsDisposed.ShouldBeTrue();
        string.Join(",", models.Serving()).ShouldBe("1");
    }

    [Fact]
    public async Task Preserving_resources_frees_the_old_version_before_the_new_one_is_loaded()
    {
        await using var models = new ModelsFixture();
        var options = new ModelOptions { PreserveResources = true };
        await models.SetAndServeAsync(Model("m", options, "1"), "1");
        var old = models.Files.Session("m/1");
        var running = await models.OccupyAsync(old, 5);
        models.Set(Model("m", options, "2"));
        await models.WhenStateAsync("1", ServableState.Draining);
        models.Files.Loads("m/2").ShouldBe(0);
        old.Gate.Open();
        await AnswererAsync(running, 5);
        await models.WhenServingAsync("2");
        old.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_problem_of_the_configuration_can_be_read_and_takes_nothing_down()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        models.Set(Model("m", null, "1") with { Problem = "model.json: no" });
        await models.WhenAsync("m", () => models.View()!.Problem is "model.json: no");
        (await models.AnswererAsync()).ShouldBe("1");
        models.Files.Loads("m/1").ShouldBe(1);
        models.Log.Lines.ShouldContain(line => line == "model m: model.json: no");
    }

    [Fact]
    public async Task A_change_of_one_model_does_not_touch_another()
    {
        await using var models = new ModelsFixture();
        var other = Model("other", null, "1");
        models.Set(Model("m", null, "1"), other);
        await models.WhenServingAsync("1");
        await models.WhenAsync("other", () => models.Serving("other").Any());
        await models.System.WhenIdleAsync();
        var routes = models.Routes.Routes(other.Name);
        models.Set(Model("m", null, "2"), other);
        await models.WhenServingAsync("2");
        await models.System.WhenIdleAsync();
        models.Routes.Routes(other.Name).ShouldBeSameAs(routes);
    }

    [Fact]
    public async Task Requests_during_a_swap_are_all_answered()
    {
        await using var models = new ModelsFixture(TimeProvider.System);
        await models.SetAndServeAsync("1");
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 8).Select(client => Task.Run(async () =>
        {
            var answered = 0;
            for (; !stop.IsCancellationRequested; answered++)
                await models.AnswererAsync((client * 1_000_000) + answered);
            return answered;
        })).ToList();
        for (var version = 2; version <= 60; version++)
        {
            models.Set($"{version}@{version}");
            await models.WhenServingAsync($"{version}");
        }

        await stop.CancelAsync();
        (await Task.WhenAll(clients)).ShouldAllBe(answered => answered > 0);
        await UntilAsync(() => models.Files.Sessions.Count(session => !session.IsDisposed) == 1, "the old sessions to be freed");
    }
}
