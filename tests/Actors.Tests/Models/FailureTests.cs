using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Models;
using ModelCluster.TestKit;
using static ModelCluster.Actors.Tests.Models.ModelsFixture;

namespace ModelCluster.Actors.Tests.Models;

public sealed class FailureTests
{
    [Fact]
    public async Task An_unexpected_failure_is_tried_again_ever_more_slowly()
    {
        await using var models = new ModelsFixture();
        models.Files.Fail("m/1", () => new IOException("disk away"));
        models.Set("1");
        for (var tries = 1; tries <= 4; tries++)
        {
            var delay = TimeSpan.FromSeconds(Math.Pow(2, tries - 1));
            await UntilAsync(() => models.Log.Lines.Any(line => line == $"m/1 is tried again in {delay}"), "the failure");
            await models.System.WhenIdleAsync();
            models.View("m", "1").Reason.ShouldBe("IOException: disk away");
            models.Time.Advance(delay - TimeSpan.FromMilliseconds(1));
            await models.System.WhenIdleAsync();
            models.Files.Loads("m/1").ShouldBe(tries);
            models.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await UntilAsync(() => models.Files.Loads("m/1") == 5, "the fifth try");
        models.Files.MakeGood("m/1");
        await models.WhenStateAsync("1", ServableState.Failed);
        models.Time.Advance(TimeSpan.FromMinutes(5));
        await models.WhenServingAsync("1");
        models.View("m", "1").Reason.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bad_file_is_not_tried_again()
    {
        await using var models = new ModelsFixture();
        models.Files.MakeBad("m/1");
        models.Set("1");
        await models.WhenStateAsync("1", ServableState.Failed);
        await models.System.WhenIdleAsync();
        models.Time.Advance(TimeSpan.FromHours(1));
        await models.System.WhenIdleAsync();
        models.Files.Loads("m/1").ShouldBe(1);
        models.Time.ActiveTimers.ShouldBe(0);
    }

    [Fact]
    public async Task A_servable_actor_that_dies_of_a_bug_is_replaced_and_its_session_freed()
    {
        await using var models = new ModelsFixture { ExpectsFailures = true };
        await models.SetAndServeAsync("1");
        var session = models.Files.Session("m/1");
        TellABug(models);
        await models.WhenStateAsync("1", ServableState.Failed);
        models.View("m", "1").Reason.ShouldContain("ended unexpectedly");
        await UntilAsync(() => session.IsDisposed, "the session to be freed");
        models.Time.Advance(TimeSpan.FromSeconds(1));
        await models.WhenServingAsync("1");
        (await models.AnswererAsync()).ShouldBe("1");
    }

    [Fact]
    public async Task A_session_that_arrives_after_its_actor_died_is_freed()
    {
        await using var models = new ModelsFixture { ExpectsFailures = true };
        models.Files.Hold("m/1");
        models.Set("1");
        await UntilAsync(() => models.Files.Loads("m/1") == 1, "the load");
        TellABug(models);
        await models.WhenStateAsync("1", ServableState.Failed);
        models.Files.Release("m/1");
        await UntilAsync(() => models.Files.Sessions.Any(session => session.IsDisposed), "the session to be freed");
        models.Time.Advance(TimeSpan.FromSeconds(1));
        await models.WhenServingAsync("1");
        models.Files.Loads("m/1").ShouldBe(2);
    }

    [Fact]
    public async Task A_supervisor_that_fails_begins_again_where_things_stand()
    {
        await using var models = new ModelsFixture { ExpectsFailures = true };
        await models.SetAndServeAsync(Model("m", All, "1", "2"), "2", "1");
        models.Files.Hold("m/3");
        models.Set(Model("m", All, "1", "2", "3"));
        await models.WhenStateAsync("3", ServableState.Loading);
        var load = models.LoadAsync();
        FailSupervisor(models, Model("m", All, "1", "2", "3"));
        var outcome = await load;
        outcome.Status.ShouldBe(AdminStatus.Failed);
        outcome.Message.ShouldContain("was stopped before it was done");
        models.Files.Release("m/3");
        await RestartAsync(models);
        await models.WhenServingAsync("3", "2", "1");
        await UntilAsync(() => models.Files.Sessions.Count(session => !session.IsDisposed) == 3, "the old sessions to be freed");
        await models.System.WhenIdleAsync();
        models.Serving().Count().ShouldBe(3);
        (await models.AnswererAsync()).ShouldBe("3");
    }

    [Fact]
    public async Task An_unloaded_model_stays_unloaded_when_its_supervisor_fails()
    {
        await using var models = new ModelsFixture { ExpectsFailures = true };
        await models.SetAndServeAsync("1");
        await models.UnloadAsync();
        FailSupervisor(models, Model("m", null, "1"));
        await RestartAsync(models);
        models.Set("1", "2");
        await models.WhenStateAsync("2", ServableState.Ended);
        models.View("m", "2").Reason.ShouldBe("unloaded");
        models.Files.Loads("m/2").ShouldBe(0);
        (await models.LoadAsync()).ShouldBe(AdminOutcome.Done);
    }

    [Fact]
    public async Task A_leaving_model_leaves_also_when_its_supervisor_fails()
    {
        await using var models = new ModelsFixture { ExpectsFailures = true };
        await models.SetAndServeAsync("1");
        FailSupervisor(models, Model("m", null, "1"));
        await UntilAsync(() => !models.Events.Failures.IsEmpty, "the failure");
        models.Set(Array.Empty<AspiredModel>());
        await RestartAsync(models);
        await models.WhenForgottenAsync();
    }

    [Fact]
    public async Task Stopping_the_actors_without_unloading_frees_every_session()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        var session = models.Files.Session("m/1");
        var running = await models.OccupyAsync(session, 5);
        models.System.Stop(models.Registry);
        await models.Registry.ExpectTerminatedAsync();
        session.IsDisposed.ShouldBeFalse();
        session.Gate.Open();
        (await AnswererAsync(running, 5)).ShouldBe("1");
        await UntilAsync(() => session.IsDisposed, "the session to be freed");
        models.Routes.Remove(models.View()!.Name); // nobody is left to unload it
    }

    /// <summary>What no supervisor does: load a servable that is loading or loaded.</summary>
    private static void TellABug(ModelsFixture models)
    {
        var path = models.System.Inspect().Select(actor => actor.Path.ToString()).Single(path => path.Count(c => c == '/') == 4);
        ((ActorRef<IServableMessage>)models.System.Find(path)!).Tell(new ServableProtocol.Load());
    }

    private static void FailSupervisor(ModelsFixture models, AspiredModel model)
    {
        models.Log.ThrowOnceAt("a problem");
        models.Set(model with { Problem = "a problem" });
    }

    /// <summary>Lets the time before the restart pass.</summary>
    private static async Task RestartAsync(ModelsFixture models)
    {
        await UntilAsync(() => !models.Events.Failures.IsEmpty, "the failure");
        await models.Time.WaitForTimersAsync(1);
        models.Time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => models.System.Inspect().Any(actor => actor.Restarts > 0), "the restart");
    }
}
