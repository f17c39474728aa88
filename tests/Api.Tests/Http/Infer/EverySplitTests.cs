using System.Runtime.InteropServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ModelCluster.Api.Http;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Api.Tests.Http.Infer;

/// <summary>What a request means does not depend on where the network cut it.</summary>
public sealed class EverySplitTests
{
    private static readonly byte[] Good = Encoding.UTF8.GetBytes(
        """
        {"id":"caf\u00e9 \"q\" é","parameters":{"priority":1,"timeout":250,"text":"a\\b"},"inputs":[
        {"data":[[1.5, -2e-3 ,0.1234567890123456789],[NaN,-Infinity, 3]],"name":"first \ud83d\ude00","shape":[2,3],"datatype":"FP32"},
        {"name":"s","shape":[3],"datatype":"BYTES","data":["plain","\u20ac\n","é😀"]},
        {"name":"b","shape":[2],"datatype":"BOOL","data":[true,false]},
        {"name":"l","shape":[2],"datatype":"INT64","data":[-9223372036854775808,9223372036854775807]}],
        "outputs":[{"name":"p","parameters":{"classification":2}}],"more":[{},[],null,true,1e5]}
        """);

    private static readonly string Expected = Describe(Good, []);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(31)]
    public void Reads_the_same_from_segments_of_equal_length(int length) =>
        Describe(Good, Enumerable.Range(1, Good.Length / length).Select(i => i * length)).ShouldBe(Expected);

    [Fact]
    public void Reads_the_same_with_one_cut_at_any_byte()
    {
        for (var cut = 0; cut <= Good.Length; cut++)
            Describe(Good, [cut, cut]).ShouldBe(Expected, $"cut at {cut}");
    }

    [Fact]
    public void Reads_the_same_with_any_cuts() =>
        Prop.ForAll<NonNegativeInt[]>(cuts => Describe(Good, cuts.Select(cut => cut.Get % (Good.Length + 1))) == Expected)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Fails_at_the_same_byte_with_the_same_message_wherever_it_is_cut()
    {
        var random = new Random(3);
        for (var i = 0; i < 2_000; i++)
        {
            var bad = (byte[])Good.Clone();
            bad[random.Next(bad.Length)] = (byte)random.Next(256);
            var whole = Describe(bad, []);
            Describe(bad, Enumerable.Range(0, 9).Select(_ => random.Next(bad.Length))).ShouldBe(whole);
            Describe(bad, Enumerable.Range(0, bad.Length)).ShouldBe(whole);
        }
    }

    private static string Describe(byte[] json, IEnumerable<int> cuts)
    {
        try
        {
            var body = Requests.Read(Segments.At(json, cuts));
            using var request = body.Request;
            return $"{body.Format.Id}|{request.Priority}|{request.Deadline}|{string.Join(',', body.Format.Outputs ?? [])}|"
                + string.Join(';', request.Inputs.Select(Describe));
        }
        catch (ProblemException problem)
        {
            return $"{problem.StatusCode} {problem.Message}";
        }
    }

    private static string Describe(NamedTensor input) =>
        $"{input.Name} {input.Tensor.Type} {input.Tensor.Shape} {Convert.ToHexString(MemoryMarshal.ToEnumerable<byte>(input.Tensor.Memory).ToArray())}";
}
