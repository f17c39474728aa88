using ModelCluster.Actors.Deployments;

namespace ModelCluster.Actors.Tests.Deployments;

public sealed class RolloutPolicyTests
{
    private static readonly ModelCluster.Contracts.Deployments.DeploymentRecord Record =
        Records.Of("two", 2, Records.Settings with { Scale = 3 });

    [Fact]
    public void What_replaces_nothing_begins_with_all_replicas() => Rollout.Begin(Record, replacesReady: false).Replicas.ShouldBe(3);

    [Fact]
    public void An_update_without_a_delay_begins_with_all_replicas_so_that_the_version_before_stays_until_all_are_up() =>
        Rollout.Begin(Records.Of("two", 2, Record.Settings with { DeployDelay = "0s" }), replacesReady: true).Replicas.ShouldBe(3);

    [Fact]
    public void An_update_begins_with_one_replica_and_each_further_one_follows_after_the_delay()
    {
        var rollout = Rollout.Begin(Record, replacesReady: true);
        rollout.Replicas.ShouldBe(1);
        (rollout, var step) = Next(rollout, Seen(0, ready: 0));
        step.ShouldBe(RolloutStepKind.Wait);
        (rollout, step) = Next(rollout, Seen(100, ready: 1)); // loading took its time: the delay counts from here
        step.ShouldBe(RolloutStepKind.Wait);
        (rollout, step) = Next(rollout, Seen(104.9, ready: 1));
        step.ShouldBe(RolloutStepKind.Wait);
        (rollout, step) = Next(rollout, Seen(105, ready: 1));
        step.ShouldBe(RolloutStepKind.AddReplica);
        (rollout, step) = Next(rollout.WithOneMore, Seen(105.2, ready: 1));
        step.ShouldBe(RolloutStepKind.Wait);
        Next(rollout, Seen(200, ready: 2)).Step.ShouldBe(RolloutStepKind.Wait);
    }

    [Fact]
    public void It_is_complete_when_all_replicas_stood_the_monitor_period_without_a_gap()
    {
        var (rollout, _) = Next(Rollout.Begin(Record, replacesReady: false), Seen(0, ready: 3));
        (rollout, var step) = Next(rollout, Seen(29, ready: 3));
        step.ShouldBe(RolloutStepKind.Wait);
        (rollout, _) = Next(rollout, Seen(29.5, ready: 2));
        (rollout, _) = Next(rollout, Seen(31, ready: 3));
        (rollout, step) = Next(rollout, Seen(60, ready: 3));
        step.ShouldBe(RolloutStepKind.Wait);
        Next(rollout, Seen(61, ready: 3)).Step.ShouldBe(RolloutStepKind.Complete);
    }

    [Fact]
    public void A_version_that_cannot_be_loaded_fails_with_the_reason()
    {
        var observation = Seen(1, ready: 0) with { Failure = "it is text" };
        var step = RolloutPolicy.Next(Record, Rollout.Begin(Record, replacesReady: true), observation);
        (step.Kind, step.Reason).ShouldBe((RolloutStepKind.Fail, "it could not be loaded: it is text"));
    }

    [Theory]
    [InlineData(0, 4, RolloutStepKind.Wait)]
    [InlineData(0, 5, RolloutStepKind.Fail)]
    [InlineData(45, 5, RolloutStepKind.Wait)]
    [InlineData(44, 5, RolloutStepKind.Fail)]
    public void Failed_requests_count_when_there_are_some_and_they_are_more_than_a_tenth(long answered, long failed, RolloutStepKind expected)
    {
        var observation = Seen(1, ready: 1) with { Answered = answered, Failed = failed };
        RolloutPolicy.Next(Record, Rollout.Begin(Record, replacesReady: true).Seen(observation), observation).Kind.ShouldBe(expected);
    }

    private static DeploymentObservation Seen(double second, int ready) => new(Records.Start.AddSeconds(second), 2, ready, null, 0, 0);

    private static (Rollout Rollout, RolloutStepKind Step) Next(Rollout rollout, DeploymentObservation observation)
    {
        var seen = rollout.Seen(observation);
        return (seen, RolloutPolicy.Next(Record, seen, observation).Kind);
    }
}
