using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Tensors;
using ModelCluster.Node.Links.Client;
using ModelCluster.Node.Links.Frames;
using ModelCluster.Node.Links.Lanes;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Cluster.Tests.Links;

[Collection(nameof(Alone))]
public sealed class HostileFrameTests
{
    private const long MostBytes = 1 << 20;

    [Theory]
    [InlineData("an unknown kind", 9, 0, 0)]
    [InlineData("a head past all limits", 1, int.MaxValue, 0)]
    [InlineData("a negative head", 1, -1, 0)]
    [InlineData("data past all limits", 1, 100, int.MaxValue)]
    [InlineData("a ping with a head", 5, 1, 0)]
    [InlineData("more of nothing", 3, 0, 10)]
    public async Task A_frame_past_the_limits_closes_the_lane(string what, byte kind, int head, int data)
    {
        var bytes = new byte[FrameHeader.Size + 64];
        new FrameHeader((FrameKind)kind, head, data, 1).Write(bytes);
        await Should.ThrowAsync<LinkProtocolException>(ReadAsync(bytes), what);
    }

    [Fact]
    public async Task A_message_larger_than_is_allowed_is_refused_before_it_takes_memory()
    {
        using var request = Requests.OfBytes((int)MostBytes + 1);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        await Should.ThrowAsync<LinkProtocolException>(ReadAsync(Announced(request)));
        (GC.GetTotalAllocatedBytes(precise: true) - allocated).ShouldBeLessThan(MostBytes);
    }

    [Fact]
    public async Task Nothing_that_is_damaged_or_cut_off_does_more_than_close_the_lane()
    {
        var random = new Random(20);
        var good = await WrittenAsync();
        var before = TensorsInUse.Now;
        for (var i = 0; i < 3000; i++)
        {
            var bytes = good[..random.Next(1, good.Length + 1)];
            for (var damages = random.Next(4); damages > 0; damages--)
                bytes[random.Next(Math.Min(bytes.Length, 400))] = (byte)random.Next(256);
            try
            {
                await ReadAsync(bytes);
            }
            catch (Exception failure) when (failure is LinkProtocolException or IOException)
            {
                // as it should be
            }
        }

        TensorsInUse.Now.ShouldBe(before);
    }

    [Fact]
    public async Task Garbage_from_a_node_closes_its_lane_and_no_other()
    {
        await using var near = await LinkNode.StartAsync("near");
        await using var far = await LinkNode.StartAsync("far");
        var link = await near.LinkToAsync(far);
        using var rogue = new LinkHttp(LinkNode.OptionsOf("rogue"), far.Id, far.Address);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/cluster/link") { Content = new ByteArrayContent(new byte[1000]) };
        var broken = await Should.ThrowAsync<Exception>(async () =>
        {
            using var response = await rogue.SendAsync(request, default);
            await response.Content.ReadAsByteArrayAsync();
        });
        (broken is HttpRequestException or IOException).ShouldBeTrue(broken.ToString());
        using var good = Requests.OfBytes(10);
        using var reply = await link.AskAsync(good);
        reply.Error.ShouldBeNull();
    }

    [Fact]
    public async Task All_memory_is_given_back()
    {
        var before = TensorsInUse.Now;
        await using (var near = await LinkNode.StartAsync("near"))
        await using (var far = await LinkNode.StartAsync("far"))
        await using (var wire = Wire.To(far.Address))
        {
            var link = await near.LinkToAsync(far, wire.Address);
            await AskManyAsync(link);
            var asking = AskManyAsync(link);
            wire.Cut(); // in the middle of it
            await asking;
            await near.Observer.WaitForAsync(far.Id, PeerCondition.Ready, times: 2);
            await AskManyAsync(link, cancelSome: true);
        }

        TensorsInUse.Now.ShouldBe(before);
    }

    private static Task AskManyAsync(IPeerLink link, bool cancelSome = false) => Task.WhenAll(Enumerable.Range(1, 300).Select(i => Task.Run(async () =>
    {
        using var cancel = new CancellationTokenSource();
        using var request = Requests.OfBytes(i % 10 == 0 ? i * 1000 : i, seed: i);
        var asked = link.AskAsync(request, cancel.Token);
        if (cancelSome && i % 3 == 0)
            await cancel.CancelAsync();
        using var reply = await asked;
    })));

    private static async Task ReadAsync(byte[] bytes) =>
        await new LaneReader(new MemoryStream(bytes), MostBytes, new Dropping()).ReadAllAsync(default);

    private static byte[] Announced(InferenceRequest request)
    {
        var buffer = new FrameBuffer();
        buffer.Take(FrameHeader.Size);
        new RequestHead(FakeTarget.Replica, request, 0).Write(buffer);
        buffer.HeaderAt(0, new FrameHeader(FrameKind.Request, buffer.Length - FrameHeader.Size, 0, 1));
        return buffer.Written.ToArray();
    }

    /// <summary>What a writer sends of requests of several kinds.</summary>
    private static async Task<byte[]> WrittenAsync()
    {
        var stream = new MemoryStream();
        var writer = new LaneWriter(stream, _ => { });
        using var request = new InferenceRequest { Model = FakeTarget.Replica.Model, RequestedOutputs = ["a", "b"] };
        request.Add(new NamedTensor("texts", TestTensors.Strings(new TensorShape(2), "x", "yy")));
        request.Add(new NamedTensor("numbers", TestTensors.Column(1, 2, 3)));
        using var large = Requests.OfBytes(150_000);
        using var reply = InferenceReply.Failed(new InferenceError(InferenceStatus.NotFound, "not here"));
        writer.Post(FrameKind.Request, 1, new RequestHead(FakeTarget.Replica, request, 1000), request.Inputs);
        writer.Post(FrameKind.Reply, 2, new ReplyHead(reply), reply.Outputs);
        writer.Post(FrameKind.Cancel, 1);
        writer.Post(FrameKind.Request, 3, new RequestHead(FakeTarget.Replica, large, 1000), large.Inputs);
        while (!writer.IsIdle)
            await Task.Yield();
        writer.Close();
        return stream.ToArray();
    }

    private sealed class Dropping : ILaneHandler
    {
        public void OnRequest(ulong id, in RequestHead head) => head.Request.Dispose();

        public void OnReply(ulong id, InferenceReply reply) => reply.Dispose();

        public void OnSignal(FrameKind kind, ulong id)
        {
        }

        public void OnHeard()
        {
        }
    }
}
