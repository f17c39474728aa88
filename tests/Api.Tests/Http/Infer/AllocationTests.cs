using ModelCluster.Api.Http.Infer;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Api.Tests.Http.Infer;

/// <summary>What one request may leave to the garbage collector, whatever the size of its data.</summary>
[Collection(Leases.Collection)]
public sealed class AllocationTests
{
    private const long MostBytesToRead = 448;
    private const long MostBytesToWrite = 256;
    private const int Times = 50;

    [Theory]
    [InlineData(4)]
    [InlineData(784)]
    [InlineData(50_000)]
    public void Reading_and_writing_allocate_no_more_than_the_checked_in_numbers(int elements)
    {
        var data = $"[{string.Join(',', Enumerable.Range(0, elements).Select(i => i / 7f))}]";
        var json = Segments.Whole(Requests.One("FP32", $"[1,{elements}]", data));
        var classifier = new Classifier(new FakeCatalog());
        PerTime(() => Requests.Read(json).Request.Dispose()).ShouldBeLessThanOrEqualTo(MostBytesToRead);

        using var reply = FakeGateway.Reply(new NamedTensor("y", Tensor.Rent(TensorType.Fp32, new TensorShape(1, elements))));
        reply.Outputs[0].Tensor.Span.Clear();
        var format = new ReplyFormat();
        PerTime(() =>
        {
            using var answer = new InferReply();
            answer.Write(reply, format, classifier);
        }).ShouldBeLessThanOrEqualTo(MostBytesToWrite);
    }

    /// <summary>The least of several rounds: in any one of them a collection may have emptied the shared pools.</summary>
    private static long PerTime(Action action) => Enumerable.Range(0, 10).Min(_ =>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++)
            action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Times;
    });
}
