using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests;

public class FailingRunTests
{
    private const float Bad = 666;

    [Fact]
    public async Task One_bad_request_does_not_harm_the_others_of_its_batch()
    {
        await using var fixture = new ServingFixture();
        fixture.Session.Fails = run => run.Floats.Contains(Bad) ? new SessionException(isCallersFault: true, "index 666 is out of range") : null;
        var first = await fixture.OccupyAsync(0);
        var good = fixture.Send(1);
        var bad = fixture.Send(Bad);
        var alsoGood = fixture.Send(2, 3);
        fixture.Gate.Open();
        await first.FloatsAsync();
        (await good.FloatsAsync()).ShouldBe([2f]);
        await bad.ShouldFailAsync(InferenceStatus.InvalidArgument, "M/1: index 666 is out of range");
        (await alsoGood.FloatsAsync()).ShouldBe([4f, 6]);
        fixture.Servable.Statistics.Success.Count.ShouldBe(3);
        fixture.Servable.Statistics.Fail.Count.ShouldBe(1);
        fixture.Servable.Statistics.InferenceCount.ShouldBe(4);
    }

    [Fact]
    public async Task Requests_that_expire_while_their_batch_fails_are_not_run_again()
    {
        await using var fixture = new ServingFixture();
        var first = await fixture.OccupyAsync(0);
        fixture.Session.Fails = run => run.Rows > 1 ? new SessionException(isCallersFault: false, "too many") : null;
        var late = ServingFixture.Request(1);
        late.Deadline = fixture.In(10);
        var replies = new[] { fixture.Send(late), fixture.Send(2) };
        fixture.Gate.LetOnePass();
        await first.FloatsAsync();
        await fixture.Gate.ArrivalsAsync(2);
        fixture.Time.Advance(TimeSpan.FromMilliseconds(10));
        (await replies[0].ErrorAsync()).Status.ShouldBe(InferenceStatus.DeadlineExceeded);
        fixture.Gate.Open();
        await replies[1].FloatsAsync();
        fixture.Session.Runs[^1].Floats.ShouldBe([2f]);
        fixture.Session.RunRows.Count(rows => rows == 1).ShouldBe(2);
    }

    public static TheoryData<Exception, InferenceStatus, string> Failures() => new()
    {
        { new SessionException(isCallersFault: true, "no such index"), InferenceStatus.InvalidArgument, "M/1: no such index" },
        { new SessionException(isCallersFault: false, "broken"), InferenceStatus.Internal, "M/1: broken" },
        { new OperationCanceledException(), InferenceStatus.Cancelled, "Request cancelled by the client" },
        { new InvalidOperationException("a bug"), InferenceStatus.Internal, "M/1: unexpected InvalidOperationException: a bug" },
        {
            new OverflowException("3 GiB"), InferenceStatus.Internal,
            "M/1: a tensor of this request is too large for this server: 3 GiB"
        },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failed_run_is_an_error_of_the_right_kind_and_the_next_one_works(Exception failure, InferenceStatus status, string message)
    {
        await using var fixture = new ServingFixture();
        fixture.Session.Fails = _ => failure;
        await fixture.Send(1).ShouldFailAsync(status, message);
        fixture.Session.Fails = null;
        (await fixture.Send(1).FloatsAsync()).ShouldBe([2f]);
    }

    [Fact]
    public async Task A_model_whose_outputs_do_not_have_the_batchs_rows_says_what_to_set()
    {
        var signature = new ModelSignature([FakeModels.Spec("x", "n", -1, 1)], [FakeModels.Spec("y", "m", -1, 1)]);
        await using var fixture = new ServingFixture(session: new FakeSession(signature, OneRow));
        await fixture.Send(1, 2).ShouldFailAsync(
            InferenceStatus.Internal,
            "M/1: output 'y' of model 'M' has shape [1,1] for 2 rows; set max_batch_size to 0 if its first dimension is not a batch");

        static void OneRow(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs) =>
            FakeModels.Output(outputs, 0, TensorType.Fp32, new TensorShape(1, 1)).Span.Clear();
    }

    [Fact]
    public async Task Outputs_are_foretold_and_written_in_place()
    {
        await using var fixture = new ServingFixture();
        await fixture.Send(1).FloatsAsync();
        fixture.Session.Runs.ShouldHaveSingleItem().OutputsGiven.ShouldBe([true]);
    }

    [Fact]
    public async Task A_model_that_does_not_keep_the_shape_its_symbols_promise_is_run_without_foretelling()
    {
        var signature = new ModelSignature([FakeModels.Spec("x", "k", -1)], [FakeModels.Spec("y", "k", -1)]);
        await using var fixture = new ServingFixture(maxBatch: 0, session: new FakeSession(signature, FirstOnly));
        for (var i = 0; i < 3; i++)
        {
            var request = ServingFixture.Request(("x", TestTensors.Floats(new TensorShape(3), 7, 8, 9)));
            (await fixture.Send(request).FloatsAsync()).ShouldBe([7f]);
        }

        fixture.Session.Runs.Select(run => run.OutputsGiven[0]).ShouldBe([true, false, false, false]);

        static void FirstOnly(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs) =>
            inputs[0].Span[..4].CopyTo(FakeModels.Output(outputs, 0, TensorType.Fp32, new TensorShape(1)).Span);
    }
}
