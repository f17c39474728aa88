using ModelCluster.Actors.Serving.Caching;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests.Caching;

public sealed class CacheKeyTests
{
    [Fact]
    public void Equal_requests_have_equal_keys() => Of(Request()).ShouldBe(Of(Request()));

    [Fact]
    public void Whatever_the_answer_depends_on_makes_another_key()
    {
        var keys = new List<CacheKey>
        {
            Of(Request()),
            CacheKey.Of(2, Request()),
            Of(Request(name: "z")),
            Of(Request(value: 2)),
            Of(Request(type: TensorType.Int32)),
            Of(Request(shape: new TensorShape(1, 1, 1))),
            Of(Request(outputs: ["y"])),
            Of(Request(outputs: ["y", "z"])),
            Of(Request(outputs: ["yz"])),
            Of(Request(isRaw: true)),
        };
        keys.Distinct().Count().ShouldBe(keys.Count);
    }

    private static CacheKey Of(InferenceRequest request)
    {
        using (request)
            return CacheKey.Of(1, request);
    }

    private static InferenceRequest Request(
        string name = "x", float value = 1, TensorType type = TensorType.Fp32, TensorShape? shape = null, string[]? outputs = null, bool isRaw = false)
    {
        var tensor = TestTensors.Column(value);
        tensor.Reinterpret(type, shape ?? tensor.Shape);
        var request = ServingFixture.Request((name, tensor));
        request.RequestedOutputs = outputs ?? [];
        request.IsRaw = isRaw;
        return request;
    }
}
