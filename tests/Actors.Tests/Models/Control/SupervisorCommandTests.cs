using ModelCluster.Actors.Journal;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Journal;
using static ModelCluster.Actors.Tests.Models.Control.PlayedModel;
using static ModelCluster.Actors.Tests.Models.ModelsFixture;
using static ModelCluster.Contracts.Control.ModelCommand;

namespace ModelCluster.Actors.Tests.Models.Control;

public sealed class SupervisorCommandTests
{
    [Fact]
    public async Task A_paused_version_takes_requests_that_wait_until_it_is_resumed()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        (await models.DoAsync(new PauseVersion(V(1)))).Status.ShouldBe(AdminStatus.Done);
        var waiting = models.Infer(3);
        models.View("m", "1").ShouldSatisfyAllConditions(
            view => view.Hold.ShouldBe(OperatorHold.Paused),
            view => view.Reason.ShouldContain("paused by an operator"));
        await models.System.WhenIdleAsync();
        waiting.IsCompleted.ShouldBeFalse();
        (await models.DoAsync(new ResumeVersion(V(1)))).Changes.ShouldBe(["version 1: held paused -> as the policy says"]);
        (await AnswererAsync(waiting, 3)).ShouldBe("1");
    }

    [Fact]
    public async Task The_deadline_of_a_request_that_waits_holds()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        await models.DoAsync(new PauseVersion(V(1)));
        var waiting = models.Infer(within: TimeSpan.FromSeconds(2));
        models.Time.Advance(TimeSpan.FromSeconds(3));
        (await ErrorAsync(waiting)).Status.ShouldBe(InferenceStatus.DeadlineExceeded);
    }

    [Fact]
    public async Task A_paused_version_that_is_unloaded_answers_what_waits()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        await models.DoAsync(new PauseVersion(V(1)));
        var waiting = models.Infer(4);
        (await models.UnloadAsync()).ShouldBe(AdminOutcome.Done);
        (await AnswererAsync(waiting, 4)).ShouldBe("1");
    }

    [Fact]
    public async Task A_drained_version_answers_what_it_took_and_the_next_one_is_the_newest()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync(Model("m", All, "1", "2"), "2", "1");
        var session = models.Files.Session("m/2");
        var running = await models.OccupyAsync(session, 5);
        var drain = models.DoAsync(new DrainVersion(V(2)));
        await models.WhenServingAsync("1");
        drain.IsCompleted.ShouldBeFalse("a request is still being answered");
        (await models.AnswererAsync()).ShouldBe("1");
        var error = await ErrorAsync(models.Infer(version: "2"));
        error.Status.ShouldBe(InferenceStatus.Unavailable);
        session.Gate.Open();
        (await AnswererAsync(running, 5)).ShouldBe("2");
        (await drain).Status.ShouldBe(AdminStatus.Done);
        session.IsDisposed.ShouldBeFalse("it stays loaded");
        await models.DoAsync(new ResumeVersion(V(2)));
        (await models.AnswererAsync()).ShouldBe("2");
        models.Files.Loads("m/2").ShouldBe(1);
    }

    [Fact]
    public async Task A_reload_serves_from_the_old_until_the_new_is_there()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync("1");
        var old = models.Files.Session("m/1");
        models.Files.Hold("m/1");
        var reload = models.DoAsync(new ReloadVersion(V(1)));
        await UntilAsync(() => models.Files.Loads("m/1") == 2, "the second load");
        (await models.AnswererAsync()).ShouldBe("1");
        old.IsDisposed.ShouldBeFalse();
        models.Files.Release("m/1");
        (await reload).Status.ShouldBe(AdminStatus.Done);
        await UntilAsync(() => old.IsDisposed, "the old session to be freed");
    }

    [Fact]
    public async Task A_pin_serves_the_old_until_the_pinned_version_is_there_and_fails_without_harm()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync(Model("m", null, "1", "2"), "2");
        models.Files.MakeBad("m/1");
        var bad = await models.DoAsync(new Pin(V(1)));
        bad.Status.ShouldBe(AdminStatus.Failed);
        bad.Message.ShouldBe("version 1 of 'm' failed to load: m/1 is no model");
        (await models.AnswererAsync()).ShouldBe("2");
        models.Files.MakeGood("m/1");
        var good = await models.DoAsync(new Pin(V(1)));
        good.Status.ShouldBe(AdminStatus.Done);
        (await models.AnswererAsync()).ShouldBe("1");
        await models.WhenServingAsync("1");
        await models.DoAsync(new Unpin());
        await models.WhenServingAsync("2");
    }

    [Fact]
    public async Task A_pinned_version_answers_although_a_newer_one_is_kept_by_its_label()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync(Model("m", All, "1", "2"), "2", "1");
        await models.DoAsync(new MoveLabel("canary", V(2)));
        await models.DoAsync(new Pin(V(1)));
        (await models.AnswererAsync()).ShouldBe("1");
        (await models.AnswererAsync(version: "2")).ShouldBe("2");
    }

    [Fact]
    public async Task A_label_waits_for_its_version_when_asked_to()
    {
        await using var models = new ModelsFixture();
        models.Files.Hold("m/1");
        models.Set("1");
        await models.WhenStateAsync("1", ServableState.Loading);
        (await models.DoAsync(new MoveLabel("stable", V(1)))).Message.ShouldContain("is loading");
        var move = models.DoAsync(new MoveLabel("stable", V(1), Wait: true));
        await models.System.WhenIdleAsync();
        move.IsCompleted.ShouldBeFalse();
        models.Files.Release("m/1");
        (await move).Changes.ShouldBe(["label stable: none -> 1"]);
        models.View()!.Labels["stable"].ShouldBe(V(1));
    }

    [Fact]
    public async Task A_label_that_waits_for_a_version_that_fails_is_refused()
    {
        await using var models = new ModelsFixture();
        models.Files.Hold("m/1");
        models.Files.MakeBad("m/1");
        models.Set("1");
        await models.WhenStateAsync("1", ServableState.Loading);
        var move = models.DoAsync(new MoveLabel("stable", V(1), Wait: true));
        await models.System.WhenIdleAsync();
        models.Files.Release("m/1");
        (await move).Message.ShouldContain("m/1 is no model");
    }

    [Fact]
    public async Task A_label_keeps_its_version_until_the_file_is_deleted_and_then_it_is_dropped()
    {
        await using var models = new ModelsFixture(journal: new InMemoryJournal());
        await models.SetAndServeAsync("1");
        await models.DoAsync(new MoveLabel("stable", V(1)));
        models.Set("1", "2");
        await models.WhenServingAsync("2", "1");
        models.Set("2");
        await models.WhenServingAsync("2");
        await models.WhenAsync("m", () => models.View()!.Labels.Count == 0);
        models.Parts.Board.Find(models.View()!.Name)!.Intent.Labels.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dry_run_tells_the_changes_and_changes_nothing()
    {
        await using var models = new ModelsFixture(journal: new InMemoryJournal());
        await models.SetAndServeAsync(Model("m", null, "1", "2"), "2");
        var outcome = await models.DoAsync(new Pin(V(1)), dryRun: true);
        outcome.Changes.ShouldBe(["pinned version: none -> 1"]);
        outcome.After!.Intent.Pinned.ShouldBe(V(1));
        models.Parts.Board.Find(models.View()!.Name)!.Intent.Pinned.ShouldBeNull();
        models.Files.Loads("m/1").ShouldBe(0);
    }

    [Fact]
    public async Task An_answer_has_the_state_before_and_after()
    {
        await using var models = new ModelsFixture(journal: new InMemoryJournal());
        await models.SetAndServeAsync(Model("m", null, "1", "2"), "2");
        var outcome = await models.DoAsync(new LoadVersion(V(1)));
        outcome.Status.ShouldBe(AdminStatus.Done);
        outcome.Before!.Model.Versions.Select(version => version.State).ShouldBe([ServableState.Available, ServableState.Ended]);
        outcome.After!.Model.Versions.Select(version => version.State).ShouldBe([ServableState.Available, ServableState.Available]);
        outcome.After.SequenceNr.ShouldBeGreaterThan(outcome.Before.SequenceNr);
    }

    [Fact]
    public async Task An_unloaded_version_leaves_only_when_its_successor_serves()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync(Model("m", null, "1", "2"), "2");
        models.Files.MakeBad("m/1");
        var outcome = await models.DoAsync(new UnloadVersion(V(2)));
        outcome.Status.ShouldBe(AdminStatus.Failed);
        outcome.Message.ShouldContain("m/1 is no model");
        (await models.AnswererAsync()).ShouldBe("2");
        models.Files.MakeGood("m/1");
        await models.DoAsync(new ReloadVersion(V(1)));
        await models.WhenServingAsync("1");
    }

    [Fact]
    public async Task Everything_decided_is_there_again_after_a_restart()
    {
        var journal = new InMemoryJournal();
        OperatorIntent before;
        await using (var models = new ModelsFixture(journal: journal))
        {
            await models.SetAndServeAsync(Model("m", All, "1", "2", "3"), "3", "2", "1");
            await models.DoAsync(new MoveLabel("stable", V(1)));
            await models.DoAsync(new SetTraffic(new TrafficPlan { Shares = [new(V(2), 1), new(V(3), 3)], StickyHeader = "X-User" }));
            await models.DoAsync(new PauseVersion(V(2)));
            await models.DoAsync(new Configure("2"));
            await models.WhenServingAsync("3", "2", "1");
            before = models.Parts.Board.Find(models.View()!.Name)!.Intent;
        }

        await using (var models = new ModelsFixture(journal: journal))
        {
            await models.SetAndServeAsync(Model("m", All, "1", "2", "3"), "3", "2", "1");
            models.Parts.Board.Find(models.View()!.Name)!.Intent.ShouldBe(before);
            models.View("m", "2").Hold.ShouldBe(OperatorHold.Paused);
            (await models.DoAsync(new Configure(null))).Changes.ShouldBe(["configuration: 2 -> model.json"]);
        }
    }

    [Fact]
    public async Task A_roll_back_serves_what_was_served_and_can_be_rolled_back_itself()
    {
        await using var models = new ModelsFixture(journal: new InMemoryJournal());
        await models.SetAndServeAsync("1");
        await models.DoAsync(new MoveLabel("stable", V(1)));
        var point = models.Parts.Board.Find(models.View()!.Name)!.SequenceNr;
        models.Set("1", "2");
        await models.WhenServingAsync("2", "1");
        await models.DoAsync(new MoveLabel("stable", V(2)));
        await models.WhenServingAsync("2");
        var later = models.Parts.Board.Find(models.View()!.Name)!.SequenceNr;
        var back = await models.DoAsync(new RollBack(point, null));
        back.Message.ShouldBeEmpty();
        back.Changes.ShouldBe(["version 2: as the policy says -> held unloaded", "label stable: 2 -> 1"]);
        await models.WhenServingAsync("1");
        (await models.DoAsync(new RollBack(later, null))).Status.ShouldBe(AdminStatus.Done);
        await models.WhenServingAsync("2");
        (await models.DoAsync(new RollBack(10_000, null))).Message.ShouldContain("ends at");
        (await models.DoAsync(new RollBack(null, DateTimeOffset.MinValue))).Status.ShouldBe(AdminStatus.Done);
    }

    [Fact]
    public async Task A_command_that_cannot_be_written_is_refused_and_changes_nothing()
    {
        var journal = new FaultyJournal(new InMemoryJournal());
        await using var models = new ModelsFixture(journal: journal);
        await models.SetAndServeAsync("1");
        await models.System.WhenIdleAsync();
        journal.AppendFailure = new JournalUnavailableException("disk full", mayHaveBeenWritten: false);
        var outcome = await models.DoAsync(new PauseVersion(V(1)));
        outcome.Status.ShouldBe(AdminStatus.Failed);
        outcome.Message.ShouldContain("disk full");
        models.View("m", "1").Hold.ShouldBeNull();
        (await models.AnswererAsync()).ShouldBe("1");
    }
}
