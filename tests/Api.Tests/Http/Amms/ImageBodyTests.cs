using System.Net;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Api.Tests.Http.Amms;

public sealed class ImageBodyTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("-1,3,1,2", "0,10,1,11,2,12")] // [N,C,H,W]
    [InlineData("-1,1,2,3", "0,10,20,30,40,50")] // both readings are possible: channels come first
    [InlineData("-1,2,2,1", "0,10,20,30")] // [N,H,W,C]
    [InlineData("-1,1,2,2", "0,10,20,30")] // one channel, first
    [InlineData("-1,2,2", "0,10,20,30")] // grey, without a dimension for channels
    public async Task Pixels_lie_as_the_model_s_shape_says(string shape, string bytes)
    {
        var dimensions = shape.Split(',').Select(long.Parse).ToArray();
        Serve(TensorType.UInt8, dimensions);
        var given = await GivenAsync(FakeImageDecoder.Image);
        given.Bytes.ShouldBe([.. bytes.Split(',').Select(byte.Parse)]);
        given.Shape.ShouldBe(new TensorShape([1, .. dimensions[1..]]));
    }

    [Fact]
    public async Task A_model_with_free_height_and_width_gets_the_image_s_own_size()
    {
        Serve(TensorType.UInt8, [-1, -1, 3], maxBatchSize: 0);
        var given = await GivenAsync(FakeImageDecoder.Image);
        given.Shape.ShouldBe(new TensorShape(2, 3, 3));
        given.Bytes[..6].ShouldBe([0, 1, 2, 10, 11, 12]);
    }

    [Fact]
    public async Task Numbers_are_shifted_scaled_and_turned_to_bgr()
    {
        Serve(TensorType.Fp32, [-1, 3, 1, 2], image: new ImageOptions { Mean = [2, 1, 0], Scale = [1, 10, 100], IsBgr = true });
        var given = await GivenAsync(FakeImageDecoder.Image);
        given.Floats.ShouldBe([0, 10, 0, 100, 0, 1000]);
    }

    [Fact]
    public async Task Several_images_lie_one_behind_the_other()
    {
        Serve(TensorType.UInt8, [-1, 1, 1, 2]);
        var given = await GivenAsync(FakeImageDecoder.Image, $"data:image/png;base64,{FakeImageDecoder.Image}");
        given.Bytes.ShouldBe([0, 10, 0, 10]);
        given.Shape.ShouldBe(new TensorShape(2, 1, 1, 2));
    }

    [Theory]
    [InlineData("\"####\"", 422, "samples[0] is not base64: it breaks off or is wrong after 0 characters")]
    [InlineData("\"aW1hZ2U=\",\"bm9pbWFnZQ==\"", 422, "samples[1]: it is no image")]
    [InlineData("\"bWlzc2luZw==\"", 501, "no imaging here")]
    [InlineData("5", 422, "member 'samples' at byte 12: element 0 is not a string, but BYTES takes strings")]
    public async Task What_is_no_image_is_refused_with_its_place(string samples, int status, string message)
    {
        Serve(TensorType.UInt8, [-1, 1, 1, 2]);
        var answer = await _server.PredictAsync("/predict/m", $$"""{"samples":[{{samples}}]}""");
        ((int)answer.Status).ShouldBe(status);
        answer.ErrorMessage.ShouldBe(message);
        _server.Gateway.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task A_model_of_single_images_takes_one_at_a_time()
    {
        Serve(TensorType.UInt8, [-1, -1, 3], maxBatchSize: 0);
        var answer = await _server.PredictAsync("/predict/m", $$"""{"samples":["{{FakeImageDecoder.Image}}","{{FakeImageDecoder.Image}}"]}""");
        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.ErrorMessage.ShouldBe("'samples' holds 2 images, but the model takes one at a time");
    }

    [Fact]
    public async Task Images_that_would_fill_the_memory_are_refused()
    {
        Serve(TensorType.Fp32, [-1, 3, 4000, 4000]);
        var many = string.Join(',', Enumerable.Repeat($"\"{FakeImageDecoder.Image}\"", 20));
        var answer = await _server.PredictAsync("/predict/m", $$"""{"samples":[{{many}}]}""");
        answer.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    private void Serve(TensorType type, long[] shape, ImageOptions? image = null, int maxBatchSize = 64) => _server.Serves(TypedModels.Servable(
        "m", "1", "image_input", [TypedModels.Spec("image", type, shape)], [TypedModels.Spec("p", TensorType.Fp32, -1, 2)], image: image, maxBatchSize: maxBatchSize));

    private async Task<(TensorShape Shape, byte[] Bytes, float[] Floats)> GivenAsync(params string[] samples)
    {
        (TensorShape, byte[], float[]) given = default;
        _server.Answers(request =>
        {
            var tensor = request.Inputs[0].Tensor;
            given = (tensor.Shape, tensor.Span.ToArray(), tensor.Type == TensorType.Fp32 ? tensor.Floats() : []);
            return [new NamedTensor("p", TestTensors.Floats(new TensorShape(1, 2), 0, 1))];
        });
        var answer = await _server.PredictAsync("/predict/m", $$"""{"samples":[{{string.Join(',', samples.Select(sample => $"\"{sample}\""))}}]}""");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return given;
    }
}
