using System.Text;
using Microsoft.Extensions.DependencyInjection;
using ModelCluster.Api.Http;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Api.Tests.Http.Infer;

[Collection(Leases.Collection)]
public sealed class SampleReaderTests
{
    private readonly ISampleReader _reader =
        new ServiceCollection().AddOpenInferenceProtocol().BuildServiceProvider().GetRequiredService<ISampleReader>();

    [Fact]
    public void Reads_requests_and_expected_outputs()
    {
        using var request = _reader.ReadRequest(ModelName.Parse("iris"), Bytes(Requests.One("FP32", "[1]", "[5]")));
        request.Model.Value.ShouldBe("iris");
        request.Inputs[0].Name.ShouldBe("x");

        var outputs = _reader.ReadOutputs(Bytes(
            """{"model_name":"m","outputs":[{"name":"a","shape":[2],"datatype":"INT8","data":[1,2]},{"name":"b","shape":[1],"datatype":"BYTES","data":["s"]}]}"""));
        outputs.Select(output => output.Name).ShouldBe(["a", "b"]);
        outputs[0].Tensor.Span.ToArray().ShouldBe([1, 2]);
        foreach (var output in outputs)
            output.Tensor.Dispose();
    }

    [Theory]
    [InlineData("""{"outputs":[{"name":"a","shape":[2],"datatype":"INT8","data":[1,2]},{"name":"b","shape":[1],"datatype":"INT8"}]}""")]
    [InlineData("""{"outputs":[{"name":"a","shape":[1],"datatype":"INT8","data":[1]}]""")]
    [InlineData("")]
    public void Says_what_is_wrong_and_keeps_no_memory(string json)
    {
        var leases = new Leases();
        Should.Throw<FormatException>(() => _reader.ReadOutputs(Bytes(json))).Message.ShouldNotBeEmpty();
        Should.Throw<FormatException>(() => _reader.ReadRequest(ModelName.Parse("m"), Bytes(json))).Message.ShouldNotBeEmpty();
        leases.ShouldBeBalanced();
    }

    private static ReadOnlyMemory<byte> Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
