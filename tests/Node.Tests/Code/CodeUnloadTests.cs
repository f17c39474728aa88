using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Actors.Serving.Warming;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Node.Tests.Code;

public sealed class CodeUnloadTests : CodeTestBase
{
    [Fact]
    public void The_memory_of_a_version_is_free_when_it_has_been_unloaded()
    {
        var assembly = UseAndUnload(TestAssembly.Times(2));
        assembly.IsAlive.ShouldBeFalse();
        Log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void A_version_that_keeps_a_thread_is_said_to_stay_in_memory()
    {
        var members =
            """
            private readonly ManualResetEventSlim _end = new();
            public Tested() => new Thread(() => _end.Wait()) { IsBackground = true }.Start();
            """;
        UseAndUnload(TestAssembly.Servable(TestAssembly.Body("x[i]"), members)).IsAlive.ShouldBeTrue();
        Log.Lines.ShouldHaveSingleItem().ShouldContain("stays in memory: a thread, a timer, an event or a cache");
    }

    [Fact]
    public void A_disposable_version_is_disposed_and_its_failure_to_do_so_is_said()
    {
        var source = TestAssembly.Servable(
            TestAssembly.Body("x[i]"), "public void Dispose() => throw new InvalidOperationException(\"not today\");", bases: ", IDisposable");
        UseAndUnload(source);
        Log.Lines[0].ShouldContain("failed to dispose itself: InvalidOperationException: not today");
    }

    [Fact]
    public void A_version_that_threw_is_gone_from_memory_all_the_same()
    {
        var assembly = FailAndUnload(TestAssembly.Servable("throw new Own();", "private sealed class Own : Exception;"));
        assembly.IsAlive.ShouldBeFalse();
        Log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_version_that_its_supervisor_unloads_is_gone_from_memory()
    {
        var path = Write(TestAssembly.Times(2), "ServedOnce");
        using var executors = new ExecutorThreads("code-test", limit: 2);
        using var loading = new ExecutorThreads("code-test-loading", limit: 1);
        var clock = new ServingClock(TimeProvider.System);
        var routes = new RouteTable();
        await using var system = new ActorSystem(new RecordedEvents(), TimeProvider.System);
        var parts = new ServingParts(
            new ServableLoader(Loader(), new FakeSamples(), executors, clock), new LoadingQueue(loading), routes, new ModelsLog(NullLogger<ModelsLog>.Instance));
        var registry = system.Spawn(ModelRegistry.Props(parts), "models");
        var model = new AspiredModel(Id.Model, ModelOptions.Default, [new Artefact(Id.Version, path, "a")], [], Problem: null);
        registry.Tell(new RegistryProtocol.SetModels(new[] { model }.ToDictionary(model => model.Name)));
        await ServedAsync(routes);
        await AskAsync(new InferenceGateway(routes, clock));
        var assembly = Loaded("ServedOnce");
        assembly.IsAlive.ShouldBeTrue();

        var outcome = await registry.AskAsync<AdminOutcome>(
            replyTo => new RegistryProtocol.StopModel(Id.Model, replyTo), Timeout.InfiniteTimeSpan).AsTask().OrFailAsync("an outcome");
        outcome.ShouldBe(AdminOutcome.Done);
        Log.Lines.ShouldBeEmpty(); // an unload that frees nothing is a warning
        assembly.IsAlive.ShouldBeFalse();
    }

    private static async Task ServedAsync(RouteTable routes)
    {
        while (routes.Routes(Id.Model)?.Available.Count is null or 0)
        {
            if (routes.Routes(Id.Model) is { } now)
                await now.Replaced.OrFailAsync($"another state than {now.View}");
            await Task.Yield();
        }
    }

    private static async Task AskAsync(InferenceGateway gateway)
    {
        var request = new InferenceRequest { Model = Id.Model };
        request.Add(new NamedTensor("x", TestTensors.Column(21)));
        using var reply = await gateway.InferAsync(request, CancellationToken.None);
        reply.Error.ShouldBeNull();
        reply.Outputs[0].Tensor.Floats().ShouldBe([42]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference UseAndUnload(string source)
    {
        using var session = Load(Write(source, "UsedOnce"));
        using (var runner = session.CreateRunner())
            Run(runner, 1).Length.ShouldBe(1);
        return Loaded("UsedOnce");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference FailAndUnload(string source)
    {
        using var session = Load(Write(source, "FailedOnce"));
        using (var runner = session.CreateRunner())
            Should.Throw<SessionException>(() => Run(runner, 1));
        return Loaded("FailedOnce");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Loaded(string name) =>
        new(AppDomain.CurrentDomain.GetAssemblies().Last(assembly => assembly.IsCollectible && assembly.GetName().Name == name));
}
