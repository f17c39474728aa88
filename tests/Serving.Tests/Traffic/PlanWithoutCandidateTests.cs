using ModelCluster.Actors.Traffic;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using static ModelCluster.Serving.Tests.Traffic.TrafficFixture;

namespace ModelCluster.Serving.Tests.Traffic;

public class PlanWithoutCandidateTests
{
    private static readonly TrafficPlan Canary = Shares(("1", 80), ("2", 20)) with
    {
        StickyHeader = "X-User",
        Limits = new TrafficLimits(Version("2"), TimeSpan.FromMinutes(1), 0.1, null),
        Mirror = new TrafficMirror(Version("3")),
    };

    [Fact]
    public void The_plan_before_comes_back() => After(Shares(("1", 1)), "1", "2").ShouldBe(Shares(("1", 1)));

    [Fact]
    public void All_to_the_newest_comes_back_where_that_is_not_the_candidate() =>
        After(TrafficPlan.Newest, "1", "2", "3").ShouldBe(TrafficPlan.Newest);

    [Fact]
    public void Where_the_candidate_is_the_newest_the_other_shares_go_on_and_it_gets_none() =>
        After(TrafficPlan.Newest, "1", "2").ShouldBe(Shares(("1", 80), ("2", 0)) with { StickyHeader = "X-User" });

    [Fact]
    public void A_plan_before_that_is_not_known_is_the_same_case() =>
        After(null, "1", "2", "3").ShouldBe(Shares(("1", 80), ("2", 0)) with { StickyHeader = "X-User" });

    [Fact]
    public void A_step_before_of_the_same_roll_out_comes_back_without_the_candidate_so_that_two_plans_cannot_take_turns()
    {
        var step = Shares(("1", 95), ("2", 5)) with { Limits = Canary.Limits };
        After(step, "1", "2").ShouldBe(Shares(("1", 95), ("2", 0)));
    }

    [Fact]
    public void Limits_of_another_candidate_come_back_too()
    {
        var before = Shares(("0", 1), ("1", 1)) with { Limits = Canary.Limits! with { Candidate = Version("1") } };
        After(before, "0", "1", "2").ShouldBe(before);
    }

    [Fact]
    public void Where_a_version_of_the_plan_before_is_gone_the_other_shares_go_on() =>
        After(Shares(("0", 1)), "1", "2").ShouldBe(Shares(("1", 80), ("2", 0)) with { StickyHeader = "X-User" });

    [Fact]
    public void A_candidate_that_is_gone_itself_is_left_out() => After(null, "1").ShouldBe(Shares(("1", 80)) with { StickyHeader = "X-User" });

    [Fact]
    public void A_mirror_that_is_gone_does_not_come_back() =>
        After(Shares(("1", 1)) with { Mirror = new TrafficMirror(Version("9")) }, "1", "2").ShouldBe(Shares(("1", 1)));

    private static TrafficPlan After(TrafficPlan? before, params string[] available) =>
        PlanWithoutCandidate.Of(Canary, before, available.Select(ModelVersion.Parse).ToHashSet());
}
