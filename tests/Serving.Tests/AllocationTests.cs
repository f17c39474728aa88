using System.Collections.Frozen;
using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests;

/// <summary>
/// The gate for the hot path: what Serving allocates per request in steady state. The request object and its list of
/// inputs are the endpoint's, and made beforehand.
/// </summary>
[Collection(nameof(Alone))]
public class AllocationTests
{
    /// <summary>Checked in; to be lowered only.</summary>
    private const long BytesPerRequest = 0;

    /// <summary>Fewer than the pools keep.</summary>
    private const int Requests = 200;
    private const int Rounds = 20;

    private VirtualTime? _time;

    [Fact]
    public async Task A_request_on_the_callers_thread_allocates_nothing()
    {
        await using var fixture = Fixture();
        _time = fixture.Time;
        fixture.Servable.Learn(rows: 1, nanoseconds: 10_000);
        Lowest(() =>
        {
            var requests = Make();
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var request in requests)
            {
                fixture.Servable.TrySubmit(request, CancellationToken.None, out var reply);
                request.Dispose();
                reply.GetAwaiter().GetResult().Dispose();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }).ShouldBe(BytesPerRequest * Requests);
        fixture.Gate.Arrived.ShouldBe(Requests * Rounds);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, 7UL)]
    [InlineData("stable", null)]
    public async Task Finding_the_servable_allocates_nothing_either(string? label, ulong? stickyKey)
    {
        await using var fixture = Fixture();
        _time = fixture.Time;
        fixture.Servable.Learn(rows: 1, nanoseconds: 10_000);
        var routes = new RouteTable();
        routes.Publish(new ModelRoutes(new ModelView(ServingFixture.Id.Model, [], null, IsRequired: true), [fixture.Servable], null)
        {
            Labels = FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create("stable", ServingFixture.Id.Version)]),
            Traffic = new TrafficPlan { Shares = [new TrafficShare(ServingFixture.Id.Version, 1)] },
        });
        var gateway = new InferenceGateway(routes, fixture.Clock);
        Lowest(() =>
        {
            var requests = Make(label is null ? VersionSelector.Latest : VersionSelector.Labelled(label), stickyKey);
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var request in requests)
            {
                var reply = gateway.InferAsync(request, CancellationToken.None);
                reply.IsCompleted.ShouldBeTrue();
                reply.GetAwaiter().GetResult().Dispose();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }).ShouldBe(BytesPerRequest * Requests);
    }

    [Fact]
    public async Task A_request_that_executor_threads_run_in_batches_allocates_nothing()
    {
        await using var fixture = Fixture();
        using var cancellation = new CancellationTokenSource();
        var replies = new ValueTask<InferenceReply>[Requests];
        Lowest(() =>
        {
            var requests = Make();
            fixture.Gate.Close();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < Requests; i++)
            {
                fixture.Servable.TrySubmit(requests[i], cancellation.Token, out replies[i]);
                requests[i].Dispose();
            }

            fixture.Gate.Open();
            var spin = default(SpinWait);
            foreach (ref var reply in replies.AsSpan())
            {
                while (!reply.IsCompleted)
                    spin.SpinOnce(sleep1Threshold: -1);
                reply.GetAwaiter().GetResult().Dispose();
            }

            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }).ShouldBe(BytesPerRequest * Requests);
        fixture.Gate.Arrived.ShouldBeLessThan(Requests * Rounds / 2);
    }

    /// <summary>Of several rounds, since tiering and timers of the runtime may allocate in any one.</summary>
    private static long Lowest(Func<long> round) => Enumerable.Range(0, Rounds).Select(_ => round()).ToList().Min();

    private ServingFixture Fixture() => new(
        new ModelOptions { QueueLimit = Requests },
        session: new FakeSession(FakeModels.OneToOne, ShortRun) { Remembers = false });

    private void ShortRun(ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs)
    {
        _time?.Advance(TimeSpan.FromMicroseconds(10));
        FakeModels.Doubling(inputs, outputs);
    }

    private static InferenceRequest[] Make(VersionSelector selector = default, ulong? stickyKey = null) =>
        [.. Enumerable.Range(0, Requests).Select(i => Make(selector, stickyKey, i))];

    private static InferenceRequest Make(VersionSelector selector, ulong? stickyKey, float value)
    {
        var request = new InferenceRequest { Model = ServingFixture.Id.Model, Version = selector, StickyKey = stickyKey };
        request.Add(new NamedTensor("x", TestTensors.Column(value)));
        return request;
    }
}
