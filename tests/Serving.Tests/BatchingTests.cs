using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests;

public class BatchingTests
{
    [Fact]
    public async Task An_idle_slot_runs_a_request_at_once_and_alone()
    {
        await using var fixture = new ServingFixture();
        (await fixture.Send(1, 2).FloatsAsync()).ShouldBe([2f, 4f]);
        fixture.Session.RunRows.ShouldBe([2L]);
    }

    [Fact]
    public async Task A_batch_forms_while_the_slot_is_busy()
    {
        await using var fixture = new ServingFixture();
        var first = await fixture.OccupyAsync(1);
        var others = new[] { fixture.Send(2), fixture.Send(3, 4), fixture.Send(5) };
        fixture.Gate.Open();
        (await first.FloatsAsync()).ShouldBe([2f]);
        (await others[0].FloatsAsync()).ShouldBe([4f]);
        (await others[1].FloatsAsync()).ShouldBe([6f, 8f]);
        (await others[2].FloatsAsync()).ShouldBe([10f]);
        fixture.Session.RunRows.ShouldBe([1L, 4]);
    }

    [Fact]
    public async Task A_batch_never_passes_the_largest()
    {
        await using var fixture = new ServingFixture(maxBatch: 4);
        var first = await fixture.OccupyAsync(1);
        var others = Enumerable.Range(0, 6).Select(i => fixture.Send(i)).ToList();
        fixture.Gate.Open();
        await others.Append(first).AllGoodAsync();
        fixture.Session.RunRows.ShouldBe([1L, 4, 2]);
    }

    [Fact]
    public async Task A_request_that_no_longer_fits_waits_and_smaller_ones_fill_the_batch()
    {
        await using var fixture = new ServingFixture(maxBatch: 4);
        var first = await fixture.OccupyAsync(1);
        var others = new[] { fixture.Send(1, 2, 3), fixture.Send(4, 5), fixture.Send(6) };
        fixture.Gate.Open();
        await others.Append(first).AllGoodAsync();
        fixture.Session.RunRows.ShouldBe([1L, 4, 2]);
        fixture.Session.Runs[1].Floats.ShouldBe([1f, 2, 3, 6]);
    }

    [Fact]
    public async Task Only_requests_of_one_shape_share_a_batch_and_the_others_keep_their_order()
    {
        var signature = new ModelSignature([FakeModels.Spec("x", "", -1, -1)], [FakeModels.Spec("y", "", -1, -1)]);
        await using var fixture = new ServingFixture(session: new FakeSession(signature, FakeModels.Doubling));
        var first = await fixture.OccupyAsync(1);
        var wide = fixture.Send(Wide(1));
        var narrow = fixture.Send(2);
        var wideAgain = fixture.Send(Wide(3));
        var narrowAgain = fixture.Send(4);
        fixture.Gate.Open();
        (await wide.FloatsAsync()).ShouldBe([2f, 2, 2]);
        (await narrow.FloatsAsync()).ShouldBe([4f]);
        (await wideAgain.FloatsAsync()).ShouldBe([6f, 6, 6]);
        (await narrowAgain.FloatsAsync()).ShouldBe([8f]);
        await first.FloatsAsync();
        fixture.Session.Runs.Select(run => run.Shapes[0].ToString()).ShouldBe(["[1,1]", "[2,3]", "[2,1]"]);

        static InferenceRequest Wide(float value) =>
            ServingFixture.Request(("x", TestTensors.Floats(new TensorShape(1, 3), value, value, value)));
    }

    [Fact]
    public async Task A_model_without_a_batch_dimension_runs_requests_singly()
    {
        var signature = new ModelSignature([FakeModels.Spec("x", "", 1, 1)], [FakeModels.Spec("y", "", 1, 1)]);
        await using var fixture = new ServingFixture(maxBatch: 0, session: new FakeSession(signature, FakeModels.Doubling));
        var first = await fixture.OccupyAsync(1);
        var others = new[] { fixture.Send(2), fixture.Send(3) };
        fixture.Gate.Open();
        (await others[0].FloatsAsync()).ShouldBe([4f]);
        (await others[1].FloatsAsync()).ShouldBe([6f]);
        await first.FloatsAsync();
        fixture.Session.RunRows.ShouldBe([1L, 1, 1]);
    }

    [Fact]
    public async Task Instances_run_at_the_same_time()
    {
        await using var fixture = new ServingFixture(maxBatch: 1, instances: 2);
        fixture.Gate.Close();
        var replies = new[] { fixture.Send(1), fixture.Send(2), fixture.Send(3) };
        await fixture.Gate.ArrivalsAsync(2);
        fixture.Servable.Statistics.QueueDepth.ShouldBe(1);
        fixture.Gate.Open();
        await replies.AllGoodAsync();
    }

    [Fact]
    public async Task Urgent_requests_run_first_and_equals_in_order()
    {
        await using var fixture = new ServingFixture(maxBatch: 1);
        var first = await fixture.OccupyAsync(0);
        var others = new[] { Send(3, 30), Send(0, 20), Send(1, 10), Send(2, 21), Send(1, 11), Send(99, 22), Send(-5, 23) };
        fixture.Gate.Open();
        await others.Append(first).AllGoodAsync();
        fixture.Session.Runs.Select(run => run.Floats[0]).ShouldBe([0f, 10, 11, 20, 21, 22, 23, 30]);

        Task<InferenceReply> Send(int priority, float value)
        {
            var request = ServingFixture.Request(value);
            request.Priority = priority;
            return fixture.Send(request);
        }
    }

    [Fact]
    public async Task A_batch_delay_is_waited_although_the_slot_is_idle()
    {
        await using var fixture = new ServingFixture(new ModelOptions { BatchDelay = TimeSpan.FromMilliseconds(10) });
        var replies = new List<Task<InferenceReply>> { fixture.Send(1) };
        fixture.Time.Advance(TimeSpan.FromMilliseconds(6));
        replies.Add(fixture.Send(2));
        fixture.Time.Advance(TimeSpan.FromMilliseconds(3.9));
        fixture.Servable.Statistics.QueueDepth.ShouldBe(2);
        fixture.Gate.Arrived.ShouldBe(0);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(0.1));
        await replies.AllGoodAsync();
        fixture.Session.RunRows.ShouldBe([2L]);
    }

    [Fact]
    public async Task A_batch_delay_takes_at_most_half_of_the_time_that_a_request_has()
    {
        await using var fixture = new ServingFixture(
            new ModelOptions { BatchDelay = TimeSpan.FromMilliseconds(100), DefaultDeadline = TimeSpan.FromMilliseconds(20) });
        var reply = fixture.Send(1);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(9));
        fixture.Gate.Arrived.ShouldBe(0);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await reply.FloatsAsync()).ShouldBe([2f]);
    }

    [Fact]
    public async Task A_full_batch_does_not_wait_for_the_delay()
    {
        await using var fixture = new ServingFixture(new ModelOptions { BatchDelay = TimeSpan.FromSeconds(1) }, maxBatch: 2);
        var replies = new[] { fixture.Send(1), fixture.Send(2) };
        await replies.AllGoodAsync();
        fixture.Session.RunRows.ShouldBe([2L]);
    }

    [Fact]
    public async Task Held_requests_run_once_enough_of_them_wait_and_use_every_idle_slot()
    {
        await using var fixture = new ServingFixture(new ModelOptions { HoldUntilQueued = 3 }, maxBatch: 1, instances: 3);
        fixture.Gate.Close();
        var replies = new List<Task<InferenceReply>> { fixture.Send(1), fixture.Send(2) };
        fixture.Gate.Arrived.ShouldBe(0);
        fixture.Servable.Statistics.QueueDepth.ShouldBe(2);
        replies.Add(fixture.Send(3));
        await fixture.Gate.ArrivalsAsync(3);
        fixture.Gate.Open();
        await replies.AllGoodAsync();
        (await fixture.Send(4).FloatsAsync()).ShouldBe([8f]); // held once, not again
    }
}
