using ModelCluster.Actors.Serving.Learning;

namespace ModelCluster.Serving.Tests;

public class LearnerTests
{
    private static readonly TimeSpan Objective = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void Grows_by_one_row_after_each_full_batch_under_the_objective_up_to_the_largest()
    {
        var learner = new BatchSizeLearner(max: 64, Objective);
        var limits = new List<int> { learner.Limit };
        for (var i = 0; i < 100; i++)
        {
            learner.Observe(learner.Limit, 10_000 + learner.Limit);
            limits.Add(learner.Limit);
        }

        limits.ShouldBe(Enumerable.Range(8, 57).Concat(Enumerable.Repeat(64, 44)));
    }

    [Fact]
    public void Does_not_grow_while_batches_are_not_full()
    {
        var learner = new BatchSizeLearner(max: 64, Objective);
        for (var i = 0; i < 100; i++)
            learner.Observe(rows: 4, nanoseconds: 10_000);
        learner.Limit.ShouldBe(8);
    }

    [Fact]
    public void Shrinks_by_a_third_after_a_batch_past_the_objective()
    {
        var learner = new BatchSizeLearner(max: 64, Objective);
        for (var i = 0; i < 22; i++)
            learner.Observe(learner.Limit, 10_000);
        learner.Limit.ShouldBe(30);
        learner.Observe(rows: 30, nanoseconds: 60_000_000);
        learner.Limit.ShouldBe(20);
    }

    [Fact]
    public void A_slow_single_request_of_many_rows_does_not_shrink_batches()
    {
        var learner = new BatchSizeLearner(max: 64, Objective);
        learner.Observe(rows: 64, nanoseconds: 60_000_000);
        learner.Limit.ShouldBe(8);
    }

    [Fact]
    public void Is_turned_off_when_a_row_in_a_batch_costs_as_much_as_a_row_alone_and_tried_again_later()
    {
        var learner = new BatchSizeLearner(max: 64, Objective);
        for (var i = 0; i < 8; i++)
            learner.Observe(rows: 1, nanoseconds: 1_000_000);
        for (var i = 0; i < 8; i++)
            learner.Observe(rows: 4, nanoseconds: 4_000_000);
        learner.Limit.ShouldBe(1);
        for (var i = 1; i < BatchSizeLearner.ProbeInterval; i++)
            learner.Observe(rows: 1, nanoseconds: 1_000_000);
        learner.Limit.ShouldBe(1);
        learner.Observe(rows: 1, nanoseconds: 1_000_000);
        learner.Limit.ShouldBe(8);
    }

    [Fact]
    public void Stays_on_when_a_row_in_a_batch_is_cheaper()
    {
        var learner = new BatchSizeLearner(max: 8, Objective);
        for (var i = 0; i < 100; i++)
        {
            learner.Observe(rows: 1, nanoseconds: 1_000_000);
            learner.Observe(rows: 4, nanoseconds: 2_000_000);
        }

        learner.Limit.ShouldBe(8);
    }

    [Fact]
    public void Is_tried_again_after_a_while_of_long_runs()
    {
        var learner = new BatchSizeLearner(max: 64, Objective);
        for (var i = 0; i < 8; i++)
            learner.Observe(rows: 1, nanoseconds: 20_000_000);
        for (var i = 0; i < 8; i++)
            learner.Observe(rows: 2, nanoseconds: 40_000_000);
        learner.Limit.ShouldBe(1);
        var runs = (int)(BatchSizeLearner.ProbeTime / TimeSpan.FromMilliseconds(20));
        for (var i = 1; i < runs; i++)
            learner.Observe(rows: 1, nanoseconds: 20_000_000);
        learner.Limit.ShouldBe(1);
        learner.Observe(rows: 1, nanoseconds: 20_000_000);
        learner.Limit.ShouldBe(8);
    }

    [Fact]
    public void A_time_in_which_every_run_is_long_leaves_batches_of_two_to_recover_from()
    {
        var learner = new BatchSizeLearner(max: 64, Objective);
        learner.Observe(rows: 1, nanoseconds: 20_000_000);
        for (var i = 0; i < 100; i++)
            learner.Observe(learner.Limit, 80_000_000);
        learner.Limit.ShouldBeGreaterThanOrEqualTo(2);
        for (var i = 0; i < 100; i++)
            learner.Observe(learner.Limit, 20_000_000);
        learner.Limit.ShouldBe(64);
    }

    [Fact]
    public void Does_not_shrink_when_half_the_rows_would_take_as_long()
    {
        var learner = new BatchSizeLearner(max: 64, Objective);
        for (var rows = 1; rows <= 4; rows *= 2)
            learner.Observe(rows, nanoseconds: 60_000_000);
        for (var i = 0; i < 8; i++)
            learner.Observe(learner.Limit, nanoseconds: 62_000_000);
        learner.Limit.ShouldBe(16);
    }

    [Fact]
    public void A_model_without_batches_always_has_a_limit_of_one()
    {
        var learner = new BatchSizeLearner(max: 1, Objective);
        for (var i = 0; i < 2 * BatchSizeLearner.ProbeInterval; i++)
            learner.Observe(rows: 1, nanoseconds: 100_000_000);
        learner.Limit.ShouldBe(1);
    }

    [Fact]
    public void Estimates_what_was_measured_and_nothing_before()
    {
        var learner = new BatchSizeLearner(max: 64, Objective);
        learner.Estimate(1).ShouldBe(0);
        learner.Observe(rows: 1, nanoseconds: 1000);
        learner.Estimate(1).ShouldBe(1000);
        learner.Estimate(64).ShouldBe(1000); // no batch was measured: not less than one row
        learner.Observe(rows: 64, nanoseconds: 6400);
        learner.Estimate(64).ShouldBe(6400);
        learner.Estimate(128).ShouldBe(12_800);
    }
}
