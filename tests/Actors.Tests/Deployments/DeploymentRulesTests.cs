using ModelCluster.Actors.Deployments;
using ModelCluster.Contracts.Deployments;
using static ModelCluster.Actors.Deployments.DeploymentEvents;

namespace ModelCluster.Actors.Tests.Deployments;

public sealed class DeploymentRulesTests
{
    private static readonly DeploymentState First = DeploymentState.Initial.After(new Created(Records.Of("one", 1)));
    private static readonly DeploymentState Second = First.After(new Updated(Records.Of("two", 2), GoodVersion: 1));

    [Fact]
    public void Versions_count_up_and_the_newest_is_served()
    {
        var created = DeploymentRules.Deploy(DeploymentState.Initial, Records.Of("one"), isServing: false);
        var state = DeploymentState.Initial.After(created);
        state.Served!.Version.ShouldBe(1);
        state = state.After(DeploymentRules.Deploy(state, Records.Of("two"), isServing: true));
        (state.Served!.Version, state.Served.DeploymentId, state.GoodVersion).ShouldBe((2, "two", 1));
    }

    [Fact]
    public void One_can_go_back_only_to_a_version_that_has_served()
    {
        var failing = First.After(DeploymentRules.Deploy(First, Records.Of("two"), isServing: true));
        failing.After(DeploymentRules.Deploy(failing, Records.Of("three"), isServing: false)).GoodVersion.ShouldBe(1);
        First.After(DeploymentRules.Deploy(First, Records.Of("two"), isServing: false)).GoodVersion.ShouldBeNull();
    }

    [Fact]
    public void A_roll_back_is_a_new_record_equal_to_the_old_one()
    {
        var back = DeploymentRules.RollBack(Second, 1, "three", Records.Start.AddHours(1), "asked for")!;
        back.Record.ShouldBe(Records.Of("one", 1) with { Version = 3, DeploymentId = "three", Time = Records.Start.AddHours(1) });
        Second.After(back).Served.ShouldBe(back.Record);
        Second.After(back).Records.Count.ShouldBe(3);
        DeploymentRules.RollBack(Second, 9, "x", Records.Start, "").ShouldBeNull();
    }

    [Fact]
    public void Deleting_ends_serving_and_keeps_the_records()
    {
        var state = Second.After([.. DeploymentRules.Delete(Second, clearAllRecords: false)]);
        (state.Served, state.Records.Count).ShouldBe((null, 2));
        DeploymentRules.Delete(state, clearAllRecords: false).ShouldBeEmpty();
    }

    [Fact]
    public void Clearing_takes_all_records_and_no_version_is_given_twice()
    {
        var state = Second.After([.. DeploymentRules.Delete(Second, clearAllRecords: true)]);
        (state.Served, state.Records.Count).ShouldBe((null, 0));
        state.After(DeploymentRules.Deploy(state, Records.Of("three"), isServing: false)).Served!.Version.ShouldBe(3);
    }

    [Fact]
    public void A_pin_counts_over_the_newest_until_it_is_taken_away()
    {
        var pinned = Second.After([.. DeploymentRules.Pin(Second, 1, out _)]);
        pinned.Served!.Version.ShouldBe(1);
        var third = pinned.After(DeploymentRules.Deploy(pinned, Records.Of("three"), isServing: true));
        third.Served!.Version.ShouldBe(1);
        third.After([.. DeploymentRules.Pin(third, null, out _)]).Served!.Version.ShouldBe(3);
        DeploymentRules.Pin(pinned, 1, out var refusal).ShouldBeEmpty();
        refusal.ShouldBeNull();
    }

    [Fact]
    public void A_pin_needs_a_deployment_and_a_version_that_is_there()
    {
        DeploymentRules.Pin(Second, 7, out var unknown).ShouldBeEmpty();
        unknown!.Status.ShouldBe(DeploymentStatus.NotFound);
        unknown.Problems[0].Message.ShouldContain("1, 2");
        DeploymentRules.Pin(Second.After(new Deleted()), 1, out var nothing).ShouldBeEmpty();
        nothing!.Status.ShouldBe(DeploymentStatus.Conflict);
    }

    [Fact]
    public void A_deletion_ends_a_pin_too()
    {
        var state = Second.After(new Pinned(1), new Deleted());
        state.After(DeploymentRules.Deploy(state, Records.Of("three"), isServing: false)).Served!.Version.ShouldBe(3);
    }
}
