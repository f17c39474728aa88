using System.Net;
using System.Net.Sockets;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Inference;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.Links;

public sealed class FailureTests : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts))
            await part.DisposeAsync();
    }

    [Fact]
    public async Task A_cut_fails_all_that_wait_and_the_link_opens_again()
    {
        var (near, far, wire, link) = await WiredAsync(TimeProvider.System);
        far.Target.Answer = HoldAsync;
        using var request = Requests.OfBytes(100);
        var waiting = Enumerable.Range(0, 50).Select(_ => link.FailAsync(request)).ToList();
        wire.Cut();
        foreach (var error in await Task.WhenAll(waiting))
            (error.Status, error.RetryElsewhere).ShouldBe((InferenceStatus.Unavailable, RetryElsewhere.LinkLost));
        await near.Observer.WaitForAsync(far.Id, PeerCondition.Ready, times: 2);
        far.Target.Answer = (again, _) => new(FakeTarget.Echo(again));
        using var reply = await link.AskAsync(request);
        reply.Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_cut_cancels_what_the_far_side_runs()
    {
        var (_, far, wire, link) = await WiredAsync(TimeProvider.System);
        var cancelled = Hold(far);
        using var request = Requests.OfBytes(100);
        var waiting = link.FailAsync(request);
        await cancelled.Begun.OrFailAsync("the request to run");
        wire.Cut();
        await waiting;
        await cancelled.Ended.OrFailAsync("the far side to hear of it");
    }

    [Fact]
    public async Task A_frozen_peer_is_silent_after_the_timeout()
    {
        var time = new VirtualTime();
        var (near, far, wire, link) = await WiredAsync(time);
        far.Target.Answer = HoldAsync;
        using var request = Requests.OfBytes(100);
        var waiting = link.FailAsync(request);
        wire.Freeze();
        time.Advance(near.Options.LinkTimeout);
        link.Condition.ShouldBe(PeerCondition.Ready);
        time.Advance(near.Options.PingInterval);
        (await waiting).RetryElsewhere.ShouldBe(RetryElsewhere.LinkLost);
        await near.Observer.WaitForAsync(far.Id, PeerCondition.Silent);
        (await link.FailAsync(request)).RetryElsewhere.ShouldBe(RetryElsewhere.NotTaken);
    }

    [Fact]
    public async Task A_peer_that_thaws_is_ready_again()
    {
        var far = Add(await LinkNode.StartAsync("far"));
        var wire = Add(Wire.To(far.Address));
        var near = Add(await LinkNode.StartAsync(LinkNode.OptionsOf("near") with { PingInterval = TimeSpan.FromMilliseconds(50) }));
        await near.LinkToAsync(far, wire.Address);
        wire.Freeze();
        await near.Observer.WaitForAsync(far.Id, PeerCondition.Silent);
        wire.Thaw();
        await near.Observer.WaitForAsync(far.Id, PeerCondition.Ready, times: 2);
    }

    [Fact]
    public async Task A_peer_that_accepts_and_says_nothing_is_silent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var near = Add(await LinkNode.StartAsync(LinkNode.OptionsOf("near") with { LinkTimeout = TimeSpan.FromMilliseconds(100) }));
        var mute = NodeId.Parse("mute");
        near.Links.SetPeers([new Peer(mute, AddressOf(listener), 1)]);
        var link = near.Links.Find(mute)!;
        await near.Observer.WaitForAsync(mute, PeerCondition.Silent);
        link.Condition.ShouldBe(PeerCondition.Silent);
        using var request = Requests.OfBytes(100);
        (await link.FailAsync(request)).RetryElsewhere.ShouldBe(RetryElsewhere.NotTaken);
    }

    [Fact]
    public async Task A_refused_peer_is_told_of_at_once_and_each_time_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = AddressOf(listener);
        listener.Stop();
        var near = Add(await LinkNode.StartAsync("near"));
        var dead = NodeId.Parse("dead");
        near.Links.SetPeers([new Peer(dead, address, 1)]);
        await near.Observer.WaitForAsync(dead, PeerCondition.Refused, times: 3);
        near.Links.Find(dead)!.Condition.ShouldBe(PeerCondition.Refused);
        using var control = new HttpRequestMessage(HttpMethod.Get, "/cluster/x");
        await Should.ThrowAsync<HttpRequestException>(near.Links.Find(dead)!.SendAsync(control, default));
    }

    [Fact]
    public async Task A_peer_that_is_no_more_wanted_fails_what_waits_at_once()
    {
        var (near, far, _, link) = await WiredAsync(TimeProvider.System);
        var held = Hold(far);
        using var request = Requests.OfBytes(100);
        var waiting = link.InferAsync(FakeTarget.Replica, request, default);
        await held.Begun.OrFailAsync("the request to run");
        near.Links.SetPeers([]);
        waiting.IsCompleted.ShouldBeTrue();
        using var reply = await waiting;
        reply.Error.ShouldNotBeNull().RetryElsewhere.ShouldBe(RetryElsewhere.LinkLost);
        near.Links.Find(far.Id).ShouldBeNull();
        (await link.FailAsync(request)).RetryElsewhere.ShouldBe(RetryElsewhere.NotTaken);
        await held.Ended.OrFailAsync("the far side to hear of it");
    }

    [Fact]
    public async Task Peers_that_stay_keep_their_link_and_a_new_instance_gets_a_new_one()
    {
        var (near, far, wire, link) = await WiredAsync(TimeProvider.System);
        near.Links.SetPeers([new Peer(far.Id, wire.Address, 1), new Peer(near.Id, near.Address, 1)]);
        near.Links.Find(far.Id).ShouldBeSameAs(link);
        near.Links.Find(near.Id).ShouldBeNull();
        near.Links.SetPeers([new Peer(far.Id, wire.Address, 2)]);
        near.Links.Find(far.Id).ShouldNotBeSameAs(link);
        await near.Observer.WaitForAsync(far.Id, PeerCondition.Ready, times: 2);
    }

    [Fact]
    public async Task A_cancellation_answers_at_once_and_reaches_the_far_side()
    {
        var (_, far, _, link) = await WiredAsync(TimeProvider.System);
        var held = Hold(far);
        using var cancel = new CancellationTokenSource();
        using var request = Requests.OfBytes(100);
        var waiting = link.FailAsync(request, cancel.Token);
        await held.Begun.OrFailAsync("the request to run");
        await cancel.CancelAsync();
        (await waiting).Status.ShouldBe(InferenceStatus.Cancelled);
        await held.Ended.OrFailAsync("the far side to hear of it");
        (await link.FailAsync(request, cancel.Token)).Status.ShouldBe(InferenceStatus.Cancelled);
    }

    [Fact]
    public async Task A_peer_that_forgets_a_deadline_does_not_keep_its_caller()
    {
        var time = new VirtualTime();
        var (near, far, _, link) = await WiredAsync(time);
        var held = Hold(far);
        using var request = Requests.OfBytes(100);
        request.Deadline = time.GetTimestamp() + TimeSpan.FromMilliseconds(300).Ticks;
        var waiting = link.FailAsync(request);
        await held.Begun.OrFailAsync("the request to run");
        time.Advance(near.Options.PingInterval);
        waiting.IsCompleted.ShouldBeFalse();
        time.Advance(near.Options.PingInterval);
        (await waiting).Status.ShouldBe(InferenceStatus.DeadlineExceeded);
        await held.Ended.OrFailAsync("the far side to hear of it");
    }

    [Fact]
    public async Task Too_many_or_too_much_in_flight_is_refused_at_once()
    {
        var near = Add(await LinkNode.StartAsync(LinkNode.OptionsOf("near") with { MostInFlight = 3, MostBytesInFlight = 1000, MostBytesOfMessage = 5000 }));
        var far = Add(await LinkNode.StartAsync("far"));
        var link = await near.LinkToAsync(far);
        var held = Hold(far);
        using var small = Requests.OfBytes(100);
        using var large = Requests.OfBytes(1001);
        using var tooLarge = Requests.OfBytes(5001);
        using var cancel = new CancellationTokenSource();
        (await link.FailAsync(tooLarge)).Status.ShouldBe(InferenceStatus.InvalidArgument);
        var first = link.FailAsync(small, cancel.Token);
        await held.Begun.OrFailAsync("the request to run");
        await RefusedAsync(link, large);
        var more = new[] { link.FailAsync(small, cancel.Token), link.FailAsync(small, cancel.Token) };
        link.Outstanding.ShouldBe(3);
        await RefusedAsync(link, small);
        await cancel.CancelAsync();
        await Task.WhenAll([first, .. more]);
        link.Outstanding.ShouldBe(0);
        far.Target.Answer = (again, _) => new(FakeTarget.Echo(again));
        using var reply = await link.AskAsync(large);
        reply.Error.ShouldBeNull();
    }

    [Fact]
    public async Task The_lanes_of_a_node_stay_open_until_it_closes_them()
    {
        var (near, far, _, link) = await WiredAsync(TimeProvider.System);
        await far.DisposeAsync();
        await near.Observer.WaitForAsync(far.Id, PeerCondition.Connecting);
        using var request = Requests.OfBytes(100);
        (await link.FailAsync(request)).RetryElsewhere.ShouldBe(RetryElsewhere.NotTaken);
    }

    private static async Task RefusedAsync(IPeerLink link, InferenceRequest request)
    {
        var error = await link.FailAsync(request);
        (error.Status, error.RetryElsewhere).ShouldBe((InferenceStatus.Overloaded, RetryElsewhere.NotTaken));
    }

    private static async ValueTask<InferenceReply> HoldAsync(InferenceRequest request, CancellationToken cancellation)
    {
        using var owned = request;
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return InferenceReply.Failed(new InferenceError(InferenceStatus.Cancelled, "held until cancelled"));
    }

    /// <summary>Lets the node hold its requests until they are cancelled; says when the first of them began and ended.</summary>
    private static (Task Begun, Task Ended) Hold(LinkNode node)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Target.Answer = async (request, cancellation) =>
        {
            begun.TrySetResult();
            var reply = await HoldAsync(request, cancellation);
            ended.TrySetResult();
            return reply;
        };
        return (begun.Task, ended.Task);
    }

    private static Uri AddressOf(TcpListener listener) => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    private async Task<(LinkNode Near, LinkNode Far, Wire Wire, IPeerLink Link)> WiredAsync(TimeProvider time)
    {
        var far = Add(await LinkNode.StartAsync("far", time));
        var wire = Add(Wire.To(far.Address));
        var near = Add(await LinkNode.StartAsync("near", time));
        return (near, far, wire, await near.LinkToAsync(far, wire.Address));
    }

    private T Add<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }
}
