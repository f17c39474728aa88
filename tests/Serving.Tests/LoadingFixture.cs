using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Actors.Serving.Warming;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Sessions;

namespace ModelCluster.Serving.Tests;

/// <summary>Loads a fake session as a servable, with its samples, and disposes what came of it.</summary>
internal sealed class LoadingFixture(FakeSession session) : IDisposable
{
    private readonly ExecutorThreads _threads = new("loading-test", limit: 2);
    private Servable? _servable;

    internal FakeSession Session => session;

    internal VirtualTime Time { get; } = new();

    internal FakeSamples Samples { get; } = new();

    /// <summary>What the operator was told.</summary>
    internal List<string> Notes { get; } = [];

    internal int WarmingCalls { get; private set; }

    internal Servable Load(ModelOptions options, params ModelSample[] samples)
    {
        var loader = new FakeLoader();
        loader.Add("model.onnx", () => session);
        var artefact = new Artefact(ServingFixture.Id.Version, "model.onnx", "stamp");
        return _servable = new ServableLoader(loader, Samples, _threads, new ServingClock(Time)).Load(
            ServingFixture.Id,
            artefact,
            new AspiredModel(ServingFixture.Id.Model, options, [artefact], samples, Problem: null),
            () => WarmingCalls++,
            Notes.Add);
    }

    /// <summary>The message of the failure that loading must give; the session must be freed.</summary>
    internal string FailToLoad(ModelOptions options, params ModelSample[] samples)
    {
        var message = Should.Throw<ModelLoadException>(() => Load(options, samples)).Message;
        session.IsDisposed.ShouldBeTrue();
        return message;
    }

    public void Dispose()
    {
        _servable?.Dispose();
        _threads.Dispose();
    }
}
