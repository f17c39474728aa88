using System.Collections.Frozen;
using System.Runtime.InteropServices;
using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Actors.Traffic;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests.Traffic;

/// <summary>A model with fake versions, its routes and the gateway before them, in virtual time.</summary>
internal sealed class TrafficFixture : IAsyncDisposable
{
    private readonly List<ServingFixture> _servables = [];

    internal TrafficFixture()
    {
        Routes = new RouteTable(Time);
        Gateway = new InferenceGateway(Routes, new ServingClock(Time));
    }

    internal static ModelName Model => ServingFixture.Id.Model;

    internal VirtualTime Time { get; } = new();

    internal RouteTable Routes { get; }

    internal InferenceGateway Gateway { get; }

    internal TrafficReport Report => new TrafficReports(Routes).Find(Model).ShouldNotBeNull();

    internal static ModelVersion Version(string version) => ModelVersion.Parse(version);

    internal static TrafficPlan Shares(params (string Version, int Weight)[] shares) =>
        new() { Shares = [.. shares.Select(share => new TrafficShare(Version(share.Version), share.Weight))] };

    /// <summary>A version that answers x with factor * x and takes so long.</summary>
    internal ServingFixture Servable(string version, float factor = 2, TimeSpan took = default, ModelSignature? signature = null)
    {
        var session = new FakeSession(signature ?? FakeModels.OneToOne, (inputs, outputs) =>
        {
            if (took > TimeSpan.Zero)
                Time.Advance(took);
            Multiply(factor, inputs, outputs);
        });
        var fixture = new ServingFixture(version: version, time: Time, session: session);
        _servables.Add(fixture);
        return fixture;
    }

    internal void Publish(TrafficPlan plan, params ServingFixture[] servables) => Publish(plan, [], isWithdrawn: false, servables);

    internal void Publish(TrafficPlan plan, (string Label, string Version)[] labels, bool isWithdrawn, params ServingFixture[] servables)
    {
        var views = servables.Select(servable => new ServableView(
            servable.Servable.Model.Id, ServableState.Available, "", null, "", "", 0, ModelOptions.Default)).DistinctBy(view => view.Id);
        Routes.Publish(new ModelRoutes(
            new ModelView(Model, [.. views], null, IsRequired: true), [.. servables.Select(fixture => fixture.Servable)], null)
        {
            Labels = labels.ToFrozenDictionary(label => label.Label, label => Version(label.Version), StringComparer.Ordinal),
            Traffic = plan,
            IsWithdrawn = isWithdrawn,
        });
    }

    internal Task<InferenceReply> Infer(float value = 1, VersionSelector selector = default, ulong? key = null)
    {
        var request = new InferenceRequest { Model = Model, Version = selector, StickyKey = key };
        request.Add(new NamedTensor("x", TestTensors.Column(value)));
        return Gateway.InferAsync(request, CancellationToken.None).AsTask();
    }

    /// <summary>Ends when the report is as it must become; what it waits for happens on threads of the pool.</summary>
    internal async Task ReportsAsync(Func<TrafficReport, bool> isReached, string what)
    {
        var spin = Task.Run(async () =>
        {
            while (!isReached(Report))
                await Task.Yield();
        });
        await spin.OrFailAsync(what);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var servable in _servables)
            await servable.DisposeAsync();
    }

    private static void Multiply(float factor, ReadOnlySpan<Tensor> inputs, Span<Tensor?> outputs)
    {
        var x = MemoryMarshal.Cast<byte, float>(inputs[0].Span);
        var y = MemoryMarshal.Cast<byte, float>(FakeModels.Output(outputs, 0, TensorType.Fp32, inputs[0].Shape).Span);
        for (var i = 0; i < x.Length; i++)
            y[i] = factor * x[i];
    }
}
