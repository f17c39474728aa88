using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests;

public class RawInputTests
{
    [Fact]
    public async Task A_raw_body_is_one_row_whose_free_dimension_follows_from_its_length()
    {
        await using var fixture = With(TensorType.Fp32, -1, -1, 2);
        using var reply = await fixture.Send(Raw(24)).OrFailAsync("a reply");
        reply.Outputs[0].Tensor.Shape.ToString().ShouldBe("[1,3,2]");
        reply.Outputs[0].Tensor.Span.ToArray().ShouldBe(Enumerable.Range(0, 24).Select(i => (byte)i));
    }

    [Fact]
    public async Task A_raw_body_for_strings_is_one_string()
    {
        await using var fixture = With(TensorType.Bytes, -1);
        var reply = await fixture.Send(Raw(3)).OrFailAsync("a reply");
        reply.Outputs[0].Tensor.Shape.ToString().ShouldBe("[1]");
        reply.Outputs[0].Tensor.Strings().ShouldBe(["\0\u0001\u0002"]);
        reply.Dispose();
    }

    [Theory]
    [InlineData(20, "unexpected size for input 'x', expecting a multiple of 8 bytes, got 20 for model 'M'", -1, -1, 2)]
    [InlineData(20, "unexpected size for input 'x', expecting 8 bytes, got 20 for model 'M'", -1, 2)]
    [InlineData(20, "a raw request needs at most one variable dimension; input 'x' of model 'M' is [-1,-1,-1]", -1, -1, -1)]
    public async Task A_raw_body_that_does_not_fit_is_refused(int length, string message, params int[] shape)
    {
        await using var fixture = With(TensorType.Fp32, [.. shape.Select(dimension => (long)dimension)]);
        await fixture.Send(Raw(length)).ShouldFailAsync(InferenceStatus.InvalidArgument, message);
    }

    [Fact]
    public async Task A_raw_body_needs_a_model_of_one_input()
    {
        var signature = new ModelSignature([FakeModels.Spec("x", "n", -1, 1), FakeModels.Spec("z", "n", -1, 1)], [FakeModels.Spec("y", "n", -1, 1)]);
        await using var fixture = new ServingFixture(session: new FakeSession(signature, FakeModels.Doubling));
        await fixture.Send(Raw(4)).ShouldFailAsync(InferenceStatus.InvalidArgument, "a raw request needs a model with one input; 'M' has 2");
    }

    [Fact]
    public async Task A_raw_body_for_strings_is_one_element()
    {
        await using var fixture = With(TensorType.Bytes, -1, 2);
        await fixture.Send(Raw(4)).ShouldFailAsync(
            InferenceStatus.InvalidArgument, "a raw request for a BYTES input is one element; input 'x' of model 'M' is [-1,2]");
    }

    [Fact]
    public async Task A_raw_body_for_strings_of_two_dimensions_is_one_row_of_one()
    {
        await using var fixture = With(TensorType.Bytes, -1, -1);
        using var reply = await fixture.Send(Raw(3));
        reply.Error.ShouldBeNull();
        reply.Outputs[0].Tensor.Shape.ShouldBe(new TensorShape(1, 1));
        reply.Outputs[0].Tensor.Span.ToArray().ShouldBe([3, 0, 0, 0, 0, 1, 2]);
    }

    private static ServingFixture With(TensorType type, params ReadOnlySpan<long> shape) => new(session: new FakeSession(
        new ModelSignature([FakeModels.Spec(type, "x", "", shape)], [FakeModels.Spec(type, "y", "", shape)]), FakeModels.Identity));

    private static InferenceRequest Raw(int length)
    {
        var tensor = Tensor.Rent(TensorType.UInt8, new TensorShape(length));
        for (var i = 0; i < length; i++)
            tensor.Span[i] = (byte)i;
        var request = ServingFixture.Request(("", tensor));
        request.IsRaw = true;
        return request;
    }
}
