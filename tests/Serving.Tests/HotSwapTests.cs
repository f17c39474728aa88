using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Admin;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests;

[Collection(nameof(Alone))]
public class HotSwapTests
{
    private const int Swaps = 100;

    [Theory]
    [InlineData(20_000)] // on the callers' threads
    [InlineData(1_000_000)] // on executor threads
    public async Task No_request_is_lost_while_versions_replace_each_other(long runNanoseconds)
    {
        var before = TensorsInUse.Now;
        var routes = new RouteTable();
        var gateway = new InferenceGateway(routes, new ServingClock(TimeProvider.System));
        var current = Publish(routes, runNanoseconds);
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 8).Select(i => Task.Run(() => AskUntilAsync(gateway, i, stop.Token))).ToList();
        for (var i = 0; i < Swaps; i++)
        {
            await current.Gate.ArrivalsAsync(5);
            var next = Publish(routes, runNanoseconds);
            await current.DisposeAsync(); // drains, then disposes the session: the fake throws if it is still in use
            current = next;
        }

        await stop.CancelAsync();
        (await Task.WhenAll(clients)).Sum().ShouldBeGreaterThan(Swaps);
        await current.DisposeAsync();
        TensorsInUse.Now.ShouldBe(before);
    }

    private static ServingFixture Publish(RouteTable routes, long runNanoseconds)
    {
        var fixture = new ServingFixture(instances: 2, session: new FakeSession { Remembers = false }, time: TimeProvider.System);
        fixture.Servable.Learn(rows: 1, runNanoseconds);
        routes.Publish(new ModelRoutes(new ModelView(ServingFixture.Id.Model, [], null, IsRequired: true), [fixture.Servable], null));
        return fixture;
    }

    private static async Task<int> AskUntilAsync(InferenceGateway gateway, int client, CancellationToken stop)
    {
        var asked = 0;
        for (; !stop.IsCancellationRequested; asked++)
        {
            var value = (client * 1_000_000) + asked;
            (await gateway.InferAsync(ServingFixture.Request(value), CancellationToken.None).AsTask().FloatsAsync()).ShouldBe([2f * value]);
        }

        return asked;
    }
}
