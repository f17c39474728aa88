using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests;

/// <summary>Whatever becomes of requests, every rented tensor goes back, and no request sees another's data.</summary>
[Collection(nameof(Alone))]
public class LeakTests
{
    public static TheoryData<string, Func<Task>> Scenarios() => new()
    {
        { "batches", new BatchingTests().A_batch_forms_while_the_slot_is_busy },
        { "shapes", new BatchingTests().Only_requests_of_one_shape_share_a_batch_and_the_others_keep_their_order },
        { "full queue", new AdmissionTests().A_full_queue_refuses_and_does_not_grow },
        { "deadline in the queue", new AdmissionTests().A_waiting_request_is_answered_exactly_at_its_deadline_and_never_runs },
        { "deadline in a run", new AdmissionTests().A_request_is_answered_at_its_deadline_while_the_session_is_busy_with_it },
        { "cancelled in the queue", new AdmissionTests().A_cancelled_request_leaves_the_queue },
        { "cancelled in a batch", new AdmissionTests().A_request_cancelled_while_it_runs_is_answered_at_once_and_its_result_discarded },
        { "cancelled run", new AdmissionTests().Cancelling_ends_a_run_of_its_own },
        { "split", new OversizedTests().A_request_of_more_rows_than_the_largest_batch_is_split_and_its_outputs_joined },
        { "split strings", new OversizedTests().Strings_are_split_and_joined_too },
        { "split that fails", new OversizedTests().A_part_that_fails_fails_the_request },
        { "split that cannot be joined", new OversizedTests().Parts_whose_outputs_differ_in_shape_are_not_joined },
        { "failing batch", new FailingRunTests().One_bad_request_does_not_harm_the_others_of_its_batch },
        { "lying model", new FailingRunTests().A_model_that_does_not_keep_the_shape_its_symbols_promise_is_run_without_foretelling },
        { "wrong rows", new FailingRunTests().A_model_whose_outputs_do_not_have_the_batchs_rows_says_what_to_set },
        { "outputs left out", new BindingTests().One_output_can_be_asked_for },
        { "raw strings", new RawInputTests().A_raw_body_for_strings_is_one_string },
        { "rehearsal", Run(new RehearsalTests().A_sample_that_gives_what_it_expects_lets_the_version_serve) },
        { "failed smoke test", Run(new RehearsalTests().Wrong_values_fail_the_load) },
        { "wrong sample", Run(() => new RehearsalTests().A_request_that_is_wrong_fails_the_load("wrong input", "sample 'one.json' failed: unexpected inference input 'q' for model 'M'")) },
        { "failed rehearsal", Run(new RehearsalTests().A_crash_of_the_adapter_fails_the_load_with_the_servables_name) },
        { "failed warm-up", Run(new RehearsalTests().A_warm_up_that_fails_is_noted_and_no_more) },
        { "batch trial", Run(new BatchDimensionTests().Is_not_assumed_where_rows_influence_each_other) },
        { "failed batch trial", Run(new BatchDimensionTests().Is_not_assumed_where_outputs_have_other_rows) },
        { "successor", new DrainTests().A_request_that_comes_later_is_left_whole_for_the_successor },
    };

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Every_tensor_goes_back(string scenario, Func<Task> test)
    {
        var before = TensorsInUse.Now;
        await test();
        TensorsInUse.Now.ShouldBe(before, scenario);
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(3, 1)]
    [InlineData(4, 16)]
    public async Task Under_random_cancellation_deadlines_and_failures_every_reply_is_its_own_requests(int instances, int maxBatch)
    {
        var before = TensorsInUse.Now;
        var options = new ModelOptions { QueueLimit = 64 };
        await using (var fixture = new ServingFixture(options, maxBatch, instances, new FakeSession { Remembers = false }, TimeProvider.System))
        {
            fixture.Servable.Learn(rows: 1, nanoseconds: 20_000);
            fixture.Session.Fails = run => run.Floats.Any(IsBad) ? new SessionException(isCallersFault: true, "bad") : null;
            var clients = Enumerable.Range(0, 16).Select(i => Task.Run(() => ClientAsync(fixture, i, requests: 1500)));
            var outcomes = (await Task.WhenAll(clients)).SelectMany(list => list).ToLookup(status => status);
            outcomes[InferenceStatus.Ok].Count().ShouldBeGreaterThan(1000);
            outcomes[InferenceStatus.InvalidArgument].ShouldNotBeEmpty();
            outcomes[InferenceStatus.DeadlineExceeded].ShouldNotBeEmpty();
            outcomes[InferenceStatus.Cancelled].ShouldNotBeEmpty();
            await fixture.Servable.DrainAsync();
            var statistics = fixture.Servable.Statistics;
            statistics.QueueDepth.ShouldBe(0);
            statistics.Success.Count.ShouldBe(outcomes[InferenceStatus.Ok].Count());
        }

        TensorsInUse.Now.ShouldBe(before);
    }

    private static Func<Task> Run(Action test) => () =>
    {
        test();
        return Task.CompletedTask;
    };

    private static async Task<List<InferenceStatus>> ClientAsync(ServingFixture fixture, int client, int requests)
    {
        var random = new Random(client);
        var outcomes = new List<InferenceStatus>();
        for (var i = 0; i < requests; i++)
        {
            var id = (client * requests) + i;
            float[] rows = [.. Enumerable.Range(0, random.Next(1, 5)).Select(row => (float)((id * 8) + row))];
            if (random.Next(50) == 0)
                rows[0] = -id;
            var request = ServingFixture.Request(rows);
            request.Priority = random.Next(4);
            if (random.Next(4) == 0)
                request.Deadline = fixture.In(random.NextDouble());
            using var cancellation = new CancellationTokenSource();
            if (random.Next(32) == 0)
                await cancellation.CancelAsync(); // on a quiet machine all others may be answered before they are cancelled
            var reply = fixture.Send(request, cancellation.Token);
            if (random.Next(4) == 0)
            {
                for (var spin = random.Next(2000); spin > 0 && !reply.IsCompleted; spin--)
                    Thread.SpinWait(1);
                await cancellation.CancelAsync();
            }

            using var answer = await reply;
            outcomes.Add(answer.Error?.Status ?? InferenceStatus.Ok);
            if (answer.Error is null)
                answer.Outputs.ShouldHaveSingleItem().Tensor.Floats().ShouldBe(rows.Select(row => 2 * row));
            else if (answer.Error.Status == InferenceStatus.InvalidArgument)
                rows.ShouldContain(row => IsBad(row));
        }

        return outcomes;
    }

    private static bool IsBad(float value) => value < 0;
}
