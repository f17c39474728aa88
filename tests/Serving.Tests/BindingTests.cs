using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests;

public class BindingTests
{
    private static readonly ModelSignature AddSub = new(
        [FakeModels.Spec("a", "n", -1, 2), FakeModels.Spec("b", "n", -1, 2)],
        [FakeModels.Spec("sum", "n", -1, 2), FakeModels.Spec("difference", "n", -1, 2)]);

    [Fact]
    public async Task All_outputs_come_in_the_signatures_order_when_none_is_named() => await Outputs([], ["sum", "difference"]);

    [Fact]
    public async Task One_output_can_be_asked_for() => await Outputs(["difference"], ["difference"]);

    [Fact]
    public async Task Outputs_come_in_the_order_asked_for() => await Outputs(["difference", "sum"], ["difference", "sum"]);

    [Fact]
    public async Task Inputs_may_come_in_any_order()
    {
        await using var fixture = AddSubFixture();
        using var reply = await fixture.Send(ServingFixture.Request(("b", Pair(1, 2)), ("a", Pair(10, 20)))).OrFailAsync("a reply");
        reply.Outputs[1].Tensor.Floats().ShouldBe([9f, 18]);
    }

    [Theory]
    [InlineData("output 'sum' already requested for model 'M'", "sum", "sum")]
    [InlineData("unexpected inference output 'product' for model 'M'", "sum", "product")]
    public async Task Outputs_that_cannot_be_given_are_refused(string message, params string[] outputs)
    {
        await using var fixture = AddSubFixture();
        var request = ServingFixture.Request(("a", Pair(1, 2)), ("b", Pair(1, 2)));
        request.RequestedOutputs = outputs;
        await fixture.Send(request).ShouldFailAsync(InferenceStatus.InvalidArgument, message);
        fixture.Gate.Arrived.ShouldBe(0);
    }

    public static TheoryData<string, Func<(string, Tensor)[]>> WrongInputs() => new()
    {
        {
            "expected 2 inputs but got 1 inputs for model 'M'. Got input(s) ['a'], but missing required input(s) ['b']. Please provide all required input(s).",
            () => [("a", Pair(1, 2))]
        },
        {
            "expected 2 inputs but got 0 inputs for model 'M'. Got input(s) [], but missing required input(s) ['a', 'b']. Please provide all required input(s).",
            () => []
        },
        {
            "expected 2 inputs but got 3 inputs for model 'M'. Got input(s) ['a', 'b', 'c']. Please provide all required input(s).",
            () => [("a", Pair(1, 2)), ("b", Pair(1, 2)), ("c", Pair(1, 2))]
        },
        { "unexpected inference input 'c' for model 'M'", () => [("a", Pair(1, 2)), ("c", Pair(1, 2))] },
        { "input 'a' already exists in request for model 'M'", () => [("a", Pair(1, 2)), ("a", Pair(1, 2))] },
        {
            "inference input 'b' data-type is 'INT32', but model 'M' expects 'FP32'",
            () => [("a", Pair(1, 2)), ("b", TestTensors.Of(TensorType.Int32, new TensorShape(1, 2), 1, 2))]
        },
        {
            "unexpected shape for input 'b' for model 'M'. Expected [-1,2], got [2]",
            () => [("a", Pair(1, 2)), ("b", TestTensors.Floats(new TensorShape(2), 1, 2))]
        },
        {
            "unexpected shape for input 'a' for model 'M'. Expected [-1,2], got [1,3]",
            () => [("a", TestTensors.Floats(new TensorShape(1, 3), 1, 2, 3)), ("b", Pair(1, 2))]
        },
        {
            "input 'b' batch size 2 does not match other inputs' 1 for model 'M'",
            () => [("a", Pair(1, 2)), ("b", TestTensors.Floats(new TensorShape(2, 2), 1, 2, 3, 4))]
        },
        {
            "input 'a' for model 'M' has no rows; its first dimension must be at least 1",
            () => [("a", TestTensors.Floats(new TensorShape(0, 2))), ("b", TestTensors.Floats(new TensorShape(0, 2)))]
        },
    };

    [Theory]
    [MemberData(nameof(WrongInputs))]
    public async Task Wrong_inputs_are_refused_with_the_texts_clients_know(string message, Func<(string, Tensor)[]> inputs)
    {
        await using var fixture = AddSubFixture();
        await fixture.Send(ServingFixture.Request(inputs())).ShouldFailAsync(InferenceStatus.InvalidArgument, message);
        fixture.Gate.Arrived.ShouldBe(0);
        fixture.Servable.Statistics.Fail.Count.ShouldBe(0);
        using var good = await fixture.Send(ServingFixture.Request(("a", Pair(1, 2)), ("b", Pair(3, 4)))).OrFailAsync("a reply");
        good.Outputs[0].Tensor.Floats().ShouldBe([4f, 6]);
    }

    [Fact]
    public async Task A_model_may_have_hundreds_of_inputs()
    {
        const int Count = 200;
        var signature = new ModelSignature(
            [.. Enumerable.Range(0, Count).Select(i => FakeModels.Spec($"x{i}", "n", -1, 1))], [FakeModels.Spec("y", "n", -1, 1)]);
        await using var fixture = new ServingFixture(session: new FakeSession(signature, Sum));
        var reversed = Enumerable.Range(0, Count).Reverse().Select(i => ($"x{i}", TestTensors.Column(i))).ToArray();
        (await fixture.Send(ServingFixture.Request(reversed)).FloatsAsync()).ShouldBe([Count * (Count - 1) / 2f]);

        static void Sum(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs)
        {
            float sum = 0;
            foreach (var input in inputs)
                sum += input.Floats()[0];
            FakeModels.Output(outputs, 0, TensorType.Fp32, new TensorShape(1, 1)).Span.Clear();
            System.Runtime.InteropServices.MemoryMarshal.Write(outputs[0]!.Span, sum);
        }
    }

    [Fact]
    public async Task Clients_use_the_names_that_the_configuration_gives()
    {
        var options = new ModelOptions { Names = new Dictionary<string, string>(StringComparer.Ordinal) { ["x"] = "pixels", ["y"] = "scores" } };
        await using var fixture = new ServingFixture(options);
        using var reply = await fixture.Send(ServingFixture.Request(("pixels", TestTensors.Column(1)))).OrFailAsync("a reply");
        reply.Outputs[0].Name.ShouldBe("scores");
        reply.Servable.ShouldBe(ServingFixture.Id);
        await fixture.Send(1).ShouldFailAsync(InferenceStatus.InvalidArgument, "unexpected inference input 'x' for model 'M'");
    }

    private static async Task Outputs(string[] asked, string[] given)
    {
        await using var fixture = AddSubFixture();
        var request = ServingFixture.Request(("a", Pair(10, 20)), ("b", Pair(1, 2)));
        request.RequestedOutputs = asked;
        using var reply = await fixture.Send(request).OrFailAsync("a reply");
        reply.Outputs.Select(output => output.Name).ShouldBe(given);
        foreach (var (name, tensor) in reply.Outputs)
            tensor.Floats().ShouldBe(name == "sum" ? [11f, 22] : [9f, 18]);
    }

    private static Tensor Pair(float first, float second) => TestTensors.Floats(new TensorShape(1, 2), first, second);

    private static ServingFixture AddSubFixture() => new(session: new FakeSession(AddSub, static (inputs, outputs) =>
    {
        var (a, b) = (inputs[0].Floats(), inputs[1].Floats());
        Write(outputs, 0, inputs[0].Shape, [.. a.Zip(b, (x, y) => x + y)]);
        Write(outputs, 1, inputs[0].Shape, [.. a.Zip(b, (x, y) => x - y)]);
    }));

    private static void Write(Span<Tensor?> outputs, int index, in TensorShape shape, float[] values) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(FakeModels.Output(outputs, index, TensorType.Fp32, shape).Span);
}
