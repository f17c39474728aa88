using System.Net;
using System.Text;
using System.Text.Json;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Tests.Http.Infer;

public sealed class RawInputTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("[-1,4]", 64, 16, "[1,4]")]
    [InlineData("[-1,-1]", 64, 20, "[1,5]")]
    [InlineData("[2,-1,2]", 0, 48, "[2,3,2]")]
    [InlineData("[2,2]", 0, 16, "[2,2]")]
    [InlineData("[-1]", 0, 8, "[2]")]
    public async Task Completes_the_shape_of_one_row_from_the_bodys_length(string signature, int maxBatchSize, int bytes, string expected)
    {
        Serve(maxBatchSize, FakeCatalog.Spec("x", TensorType.Fp32, Shape(signature)));
        var body = Enumerable.Range(0, bytes).Select(i => (byte)i).ToArray();
        var answer = await PostRawAsync(body);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        var length = int.Parse(answer.Header("Inference-Header-Content-Length")!);
        Encoding.UTF8.GetString(answer.Body[..length]).ShouldContain(
            $$$"""{"name":"x","datatype":"FP32","shape":{{{expected}}},"parameters":{"binary_data_size":{{{bytes}}}}}""");
        answer.Body[length..].ShouldBe(body);
    }

    [Fact]
    public async Task Takes_the_whole_body_as_one_string()
    {
        Serve(maxBatchSize: 64, FakeCatalog.Spec("x", TensorType.Bytes, -1, 1));
        var answer = await PostRawAsync([5, 6, 7]);
        var length = int.Parse(answer.Header("Inference-Header-Content-Length")!);
        Encoding.UTF8.GetString(answer.Body[..length]).ShouldContain("\"shape\":[1,1]");
        answer.Body[length..].ShouldBe([3, 0, 0, 0, 5, 6, 7]);
    }

    [Fact]
    public async Task Refuses_what_raw_data_cannot_say()
    {
        var x = FakeCatalog.Spec("x", TensorType.Fp32, -1, 4);
        Serve(64, x, x);
        (await PostRawAsync(new byte[16])).Error.ShouldContain("exactly one input");
        Serve(64, FakeCatalog.Spec("x", TensorType.Fp32, -1, -1, -1));
        (await PostRawAsync(new byte[16])).Error.ShouldContain("at most one variable dimension");
        Serve(64, FakeCatalog.Spec("x", TensorType.Fp32, -1, -1, 2));
        (await PostRawAsync(new byte[12])).Error.ShouldContain("12 bytes does not fill input 'x'");
        Serve(64, x);
        (await PostRawAsync(new byte[12])).Error.ShouldContain("takes 16 bytes");
        Serve(64, FakeCatalog.Spec("x", TensorType.Bytes, -1, 2));
        (await PostRawAsync(new byte[12])).Error.ShouldContain("one element");
        _server.Catalog.All.Clear();
        (await PostRawAsync(new byte[12])).Status.ShouldBe(HttpStatusCode.NotFound);
        _server.Gateway.Calls.ShouldBe(0);
    }

    private void Serve(int maxBatchSize, params TensorSpec[] inputs) =>
        _server.Catalog.All[0] = FakeCatalog.Model(
            "m", FakeCatalog.Servable("m", "7", ServableState.Available, maxBatchSize: maxBatchSize, inputs: inputs));

    private Task<Answer> PostRawAsync(byte[] body) =>
        _server.PostAsync("/v2/models/m/infer", body, ("Inference-Header-Content-Length", "0"));

    private static long[] Shape(string text) => JsonSerializer.Deserialize<long[]>(text)!;
}
