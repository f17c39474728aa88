using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Binding;
using ModelCluster.Actors.Serving.Caching;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests;

/// <summary>One servable over a fake session, in virtual time. At its end it drains, which must end, and disposes all.</summary>
internal sealed class ServingFixture : IAsyncDisposable
{
    internal static readonly ServableId Id = new(ModelName.Parse("M"), ModelVersion.Parse("1"));

    private readonly ExecutorThreads _threads = new("serving-test", limit: 16);

    internal ServingFixture(
        ModelOptions? options = null,
        int maxBatch = 8,
        int instances = 1,
        FakeSession? session = null,
        TimeProvider? time = null,
        string version = "1",
        ReplyStore? replies = null)
    {
        Session = session ?? new FakeSession();
        Clock = new ServingClock(time ?? Time);
        var model = new ServableModel(Id with { Version = ModelVersion.Parse(version) }, Session.Signature, options ?? ModelOptions.Default, maxBatch);
        Servable = new Servable(model, Session, instances, _threads, Clock, replies);
    }

    internal VirtualTime Time { get; } = new();

    internal ServingClock Clock { get; }

    internal FakeSession Session { get; }

    internal RunGate Gate => Session.Gate;

    internal Servable Servable { get; }

    /// <summary>A deadline so far from now.</summary>
    internal long In(double milliseconds) => Clock.Now + Clock.Ticks(TimeSpan.FromMilliseconds(milliseconds));

    internal static InferenceRequest Request(params float[] rows) => Request(("x", TestTensors.Column(rows)));

    internal static InferenceRequest Request(params (string Name, Tensor Tensor)[] inputs)
    {
        var request = new InferenceRequest { Model = Id.Model };
        foreach (var (name, tensor) in inputs)
            request.Add(new NamedTensor(name, tensor));
        return request;
    }

    internal Task<InferenceReply> Send(InferenceRequest request, CancellationToken cancellation = default)
    {
        Servable.TrySubmit(request, cancellation, out var reply).ShouldBeTrue();
        request.Dispose();
        return reply.AsTask();
    }

    internal Task<InferenceReply> Send(params float[] rows) => Send(Request(rows));

    /// <summary>Occupies the only slot: this request's run is held at the closed gate.</summary>
    internal async Task<Task<InferenceReply>> OccupyAsync(float value = -100)
    {
        Gate.Close();
        var begun = Gate.Arrived;
        var reply = Send(value);
        await Gate.ArrivalsAsync(begun + 1);
        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        Gate.Open();
        await Servable.DrainAsync().OrFailAsync("the servable to drain");
        if (!Session.IsDisposed)
            Servable.Dispose();
        _threads.Dispose();
    }
}
