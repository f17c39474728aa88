using System.Net;
using System.Text;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Api.Tests.Http.Infer;

public sealed class RawInputTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(100_000)]
    public async Task Hands_the_whole_body_to_the_gateway_and_answers_in_binary(int length)
    {
        var body = new byte[length];
        new Random(4).NextBytes(body);
        _server.Gateway.Answer = (request, _) =>
        {
            request.IsRaw.ShouldBeTrue();
            request.Inputs.ShouldHaveSingleItem().Tensor.Span.ToArray().ShouldBe(body);
            return ValueTask.FromResult(FakeGateway.Echo(request));
        };
        var answer = await _server.PostAsync("/v2/models/m/infer", body, ("Inference-Header-Content-Length", "0"));
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Header("Content-Type").ShouldBe("application/octet-stream");
        var header = int.Parse(answer.Header("Inference-Header-Content-Length")!);
        Encoding.UTF8.GetString(answer.Body[..header]).ShouldContain($"\"binary_data_size\":{length}");
        answer.Body[header..].ShouldBe(body);
    }

    [Fact]
    public async Task Passes_on_why_a_model_cannot_be_asked_this_way()
    {
        _server.Gateway.Answer = (_, _) => ValueTask.FromResult(
            InferenceReply.Failed(new InferenceError(InferenceStatus.InvalidArgument, "a raw request needs a model with one input")));
        var answer = await _server.PostAsync("/v2/models/m/infer", [1], ("Inference-Header-Content-Length", "0"));
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Error.ShouldContain("one input");
    }
}
