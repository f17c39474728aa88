using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Models.Deciding;
using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Models;
using static ModelCluster.Actors.Tests.Models.Control.PlayedModel;
using static ModelCluster.Contracts.Control.ModelCommand;

namespace ModelCluster.Actors.Tests.Models.Control;

public sealed class RuleTests
{
    [Fact]
    public void A_label_moves_only_onto_an_available_version_and_the_refusal_names_the_state()
    {
        var model = new PlayedModel(1, 2);
        Message(model.Do(new MoveLabel("stable", V(1)))).ShouldBe("version 1 of 'm' is not loaded, and must be available; load version 1 first");
        model.Do(new MoveLabel("stable", V(2))).ShouldBeOfType<Verdict.Accepted>();
        model.Intent.Labels["stable"].ShouldBe(V(2));
        model.States[2] = ServableState.Loading;
        Message(model.Do(new MoveLabel("other", V(2)))).ShouldContain("is loading");
        model.Do(new MoveLabel("other", V(2), Wait: true)).ShouldBeOfType<Verdict.Wait>();
        model.States[2] = ServableState.Failed;
        Message(model.Do(new MoveLabel("other", V(2), Wait: true))).ShouldContain("is failed");
        Refused(model.Do(new MoveLabel("other", V(9)))).ShouldBe(AdminStatus.NotFound);
        Refused(model.Do(new MoveLabel("1st", V(2)))).ShouldBe(AdminStatus.InvalidArgument);
    }

    [Fact]
    public void What_a_label_or_a_share_points_at_stays_when_a_newer_version_comes()
    {
        var model = new PlayedModel(1);
        model.Do(new MoveLabel("stable", V(1)));
        model.Add(2);
        model.Served.ShouldBe([2, 1]);
        model.Do(new SetTraffic(new TrafficPlan { Shares = [new(V(1), 1), new(V(2), 1)] }));
        model.Do(new RemoveLabel("stable"));
        model.Add(3);
        model.Served.ShouldBe([3, 2, 1]);
        Message(model.Do(new UnloadVersion(V(2)))).ShouldContain("change the plan first");
        model.Do(new SetTraffic(TrafficPlan.Newest));
        model.Served.ShouldBe([3]);
    }

    [Fact]
    public void Holds_and_pins_overrule_the_policy_and_can_be_taken_back()
    {
        var model = new PlayedModel(1, 2, 3);
        model.Do(new LoadVersion(V(1)));
        model.Served.ShouldBe([3, 1]);
        model.Do(new UnloadVersion(V(3)));
        model.Served.ShouldBe([2, 1]);
        model.Do(new ResumeVersion(V(1)));
        model.Served.ShouldBe([2]);
        model.Do(new Pin(V(1)));
        model.Served.ShouldBe([1]);
        Message(model.Do(new LoadVersion(V(2)))).ShouldContain("unpin it first");
        model.Do(new Unpin());
        model.Served.ShouldBe([2]);
        model.Do(new Pin(V(3)));
        model.Served.ShouldBe([3]);
        model.Intent.Holds.ShouldBeEmpty("what is pinned is loaded");
    }

    [Fact]
    public void What_is_as_asked_already_changes_nothing()
    {
        var model = new PlayedModel(1);
        model.Do(new PauseVersion(V(1)));
        var events = model.Events.Count;
        model.Do(new PauseVersion(V(1))).ShouldBe(Verdict.NoChange);
        model.Do(new Unpin()).ShouldBe(Verdict.NoChange);
        model.Do(new Configure(null)).ShouldBeOfType<Verdict.Accepted>().Events.ShouldBeEmpty();
        model.Events.Count.ShouldBe(events);
    }

    [Theory]
    [InlineData(-1, 1, "from 0 to")]
    [InlineData(0, 0, "at least one must be above 0")]
    public void A_plan_with_bad_weights_is_refused(int first, int second, string message)
    {
        var model = new PlayedModel(1, 2);
        model.Do(new Configure("all"));
        Message(model.Do(new SetTraffic(new TrafficPlan { Shares = [new(V(1), first), new(V(2), second)] }))).ShouldContain(message);
        model.Intent.Traffic.ShouldBe(TrafficPlan.Newest);
    }

    [Fact]
    public void Bad_settings_change_nothing()
    {
        var model = new PlayedModel(1);
        Message(model.Do(new Configure("no policy"))).ShouldBe("'no policy' is no policy");
        Message(model.Do(new LoadWith("no policy"))).ShouldBe("'no policy' is no policy");
        model.Events.OfType<ModelEvents.Configured>().ShouldBeEmpty();
    }

    [Fact]
    public void Rolling_back_serves_what_was_served_although_a_newer_version_has_come()
    {
        var model = new PlayedModel(1, 2);
        var point = model.Points[0];
        model.Add(3);
        model.Served.ShouldBe([3]);
        model.RollBack(point);
        model.Served.ShouldBe([2]);
        model.Intent.Holds.ShouldBe([KeyValuePair.Create(V(3), OperatorHold.Unloaded)]);
        model.Add(4);
        model.Served.ShouldBe([4], "only what was there when it was rolled back is held away");
    }

    [Fact]
    public void Rolling_back_to_a_version_whose_file_is_gone_is_refused_before_anything_changes()
    {
        var model = new PlayedModel(1, 2);
        var point = model.Points[0];
        model.Add(3);
        model.Delete(2);
        var events = model.Events.Count;
        Message(model.RollBack(point)).ShouldContain("does not hold version 2 any more");
        model.Events.Count.ShouldBe(events);
    }

    [Fact]
    public void Rolling_back_brings_the_settings_of_then_back()
    {
        var model = new PlayedModel(1, 2) { File = "2" };
        model.Add(3);
        var point = new Past(model.Events.Count, model.State);
        model.File = "1";
        model.RollBack(point);
        model.Intent.Configuration.ShouldBe("2");
    }

    [Fact]
    public void Rolling_back_to_before_anything_was_served_takes_decisions_back_and_leaves_the_settings_of_the_file()
    {
        var model = new PlayedModel(1, 2) { File = "2" };
        model.Add(3);
        model.Do(new MoveLabel("stable", V(3)));
        model.RollBack(new Past(1, ModelIntent.Initial.After(model.Events[0])));
        model.Intent.Labels.ShouldBeEmpty();
        model.Intent.Configuration.ShouldBeNull();
    }

    [Fact]
    public void Names_of_deleted_versions_are_dropped_and_the_others_stay()
    {
        var model = new PlayedModel(1, 2);
        model.Do(new Configure("all"));
        model.Do(new MoveLabel("a", V(1)));
        model.Do(new MoveLabel("b", V(2)));
        model.Do(new SetTraffic(new TrafficPlan { Shares = [new(V(1), 1), new(V(2), 3)], Limits = new(V(2), TimeSpan.FromMinutes(1), 0.1, null) }));
        var after = IntentEvents.Dropping(model.Intent, new HashSet<Contracts.Ids.ModelVersion> { V(2) }).Aggregate(model.State, (state, happened) => state.After(happened)).Operator;
        after.Labels.Keys.ShouldBe(["a"]);
        after.Traffic.Shares.ShouldBe([new TrafficShare(V(1), 1)]);
        after.Traffic.Limits.ShouldBeNull();
    }

    [Fact]
    public void A_snapshot_of_the_first_release_is_read()
    {
        var old = new SnapshotRecord("m", 7, DateTimeOffset.UnixEpoch, "model-intent", 1, """{"is_unloaded":true,"problem":"no"}""");
        ModelEventCodec.Snapshots.Knows(old).ShouldBeTrue();
        var state = ModelEventCodec.Snapshots.Decode(old);
        state.Operator.IsUnloaded.ShouldBeTrue();
        state.Problem.ShouldBe("no");
        state.Aspired.ShouldBeNull();
    }

    private static string Message(Verdict verdict) => verdict.ShouldBeOfType<Verdict.Refused>().Message;

    private static AdminStatus Refused(Verdict verdict) => verdict.ShouldBeOfType<Verdict.Refused>().Status;
}
