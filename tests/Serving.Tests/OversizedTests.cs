using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests;

public class OversizedTests
{
    private static readonly float[] Ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

    [Fact]
    public async Task A_request_of_more_rows_than_the_largest_batch_is_split_and_its_outputs_joined()
    {
        await using var fixture = new ServingFixture(maxBatch: 4);
        (await fixture.Send(Ten).FloatsAsync()).ShouldBe(Ten.Select(x => 2 * x));
        fixture.Session.RunRows.ShouldBe([4L, 4, 2]);
        fixture.Servable.Statistics.ExecutionCount.ShouldBe(3);
        fixture.Servable.Statistics.InferenceCount.ShouldBe(10);
    }

    [Fact]
    public async Task Strings_are_split_and_joined_too()
    {
        var signature = new ModelSignature(
            [FakeModels.Spec(TensorType.Bytes, "x", "n", -1, 2)], [FakeModels.Spec(TensorType.Bytes, "y", "n", -1, 2)]);
        await using var fixture = new ServingFixture(maxBatch: 2, session: new FakeSession(signature, FakeModels.Identity));
        string[] values = ["a", "", "long string", "d", "e", "ff"];
        var request = ServingFixture.Request(("x", TestTensors.Strings(new TensorShape(3, 2), values)));
        (await fixture.Send(request).StringsAsync()).ShouldBe(values);
        fixture.Session.RunRows.ShouldBe([2L, 1]);
    }

    [Fact]
    public async Task With_splitting_off_it_is_refused()
    {
        await using var fixture = new ServingFixture(new ModelOptions { SplitOversized = false });
        await fixture.Send(new float[9]).ShouldFailAsync(
            InferenceStatus.InvalidArgument, "inference request batch-size must be <= 8 for 'M'");
        await fixture.Send(new float[8]).FloatsAsync();
        fixture.Session.RunRows.ShouldBe([8L]);
    }

    [Fact]
    public async Task A_part_that_fails_fails_the_request()
    {
        await using var fixture = new ServingFixture(maxBatch: 4);
        fixture.Session.Fails = run => run.Rows == 2 ? new SessionException(isCallersFault: true, "row 9 is odd") : null;
        await fixture.Send(Ten).ShouldFailAsync(InferenceStatus.InvalidArgument, "M/1: row 9 is odd");
        fixture.Session.Fails = null;
        await fixture.Send(Ten).FloatsAsync();
    }

    [Fact]
    public async Task Parts_whose_outputs_differ_in_shape_are_not_joined()
    {
        var signature = new ModelSignature([FakeModels.Spec("x", "n", -1, 1)], [FakeModels.Spec("y", "", -1, -1)]);
        await using var fixture = new ServingFixture(maxBatch: 4, session: new FakeSession(signature, AsWideAsTheBatch));
        var error = await fixture.Send(Ten).ErrorAsync();
        error.Status.ShouldBe(InferenceStatus.InvalidArgument);
        error.Message.ShouldBe("M/1: the 10 rows were split, and output 'y' is [4,4] for one part and [2,2] for another; send at most 4 rows at once");

        static void AsWideAsTheBatch(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs) =>
            FakeModels.Output(outputs, 0, TensorType.Fp32, new TensorShape(inputs[0].Rows, inputs[0].Rows)).Span.Clear();
    }
}
