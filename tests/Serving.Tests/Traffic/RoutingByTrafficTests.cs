using System.Collections.Frozen;
using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.TestKit;

namespace ModelCluster.Serving.Tests.Traffic;

/// <summary>Labels, shares and replicas on the way from a request to its servable.</summary>
public sealed class RoutingByTrafficTests : IAsyncDisposable
{
    private readonly RouteTable _routes = new();
    private readonly VirtualTime _time = new();
    private readonly List<ServingFixture> _servables = [];
    private readonly InferenceGateway _gateway;

    public RoutingByTrafficTests() => _gateway = new InferenceGateway(_routes, new ServingClock(_time));

    [Fact]
    public async Task A_label_leads_to_its_version_whatever_the_shares()
    {
        Publish(Labels(("stable", "1"), ("canary", "2")), Shares(("3", 1)), "3", "2", "1");
        (await VersionOf(Labelled("stable"))).ShouldBe("1");
        (await VersionOf(Labelled("canary"))).ShouldBe("2");
    }

    [Fact]
    public async Task An_unknown_label_is_not_found_and_the_known_ones_are_listed()
    {
        Publish(Labels(("stable", "1"), ("canary", "1")), TrafficPlan.Newest, "1");
        await Infer(Labelled("Stable")).ShouldFailAsync(
            InferenceStatus.NotFound, "Unrecognized servable version label: Stable (model 'M': its labels are canary, stable)");
        Publish(Labels(), TrafficPlan.Newest, "1");
        await Infer(Labelled("x")).ShouldFailAsync(
            InferenceStatus.NotFound, "Unrecognized servable version label: x (model 'M': it has no labels)");
    }

    [Fact]
    public async Task A_label_whose_version_is_away_says_so_and_leads_nowhere_else()
    {
        Publish(Labels(("stable", "1")), TrafficPlan.Newest, "2");
        await Infer(Labelled("stable")).ShouldFailAsync(
            InferenceStatus.Unavailable, "Model 'M' is not ready: label stable points at version 1, and version 1 is not in the repository");
    }

    [Fact]
    public async Task Requests_without_a_version_are_shared_out_and_those_that_name_one_are_not()
    {
        Publish(Labels(), Shares(("1", 3), ("2", 1)), "2", "1");
        var versions = new List<string>();
        for (var i = 0; i < 400; i++)
            versions.Add(await VersionOf(VersionSelector.Latest));
        versions.Count(version => version == "1").ShouldBeInRange(250, 350);
        (await VersionOf(VersionSelector.Exactly(ModelVersion.Parse("2")))).ShouldBe("2");
    }

    [Fact]
    public async Task A_client_with_a_key_stays_on_its_version()
    {
        Publish(Labels(), Shares(("1", 50), ("2", 50)), "2", "1");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var client = 0; client < 20; client++)
        {
            var key = StickyKey.Of($"client {client}");
            var version = await VersionOf(VersionSelector.Latest, key);
            seen.Add(version);
            for (var again = 0; again < 5; again++)
                (await VersionOf(VersionSelector.Latest, key)).ShouldBe(version);
        }

        seen.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_share_whose_version_is_away_goes_to_the_others()
    {
        Publish(Labels(), Shares(("1", 1), ("2", 99)), "3", "1");
        for (var i = 0; i < 20; i++)
            (await VersionOf(VersionSelector.Latest, i % 2 == 0 ? (ulong)i : null)).ShouldBe("1");
    }

    [Fact]
    public async Task Where_no_version_with_a_share_is_available_the_newest_other_answers_but_never_one_with_weight_0()
    {
        Publish(Labels(), Shares(("1", 1), ("3", 0)), "3", "2");
        (await VersionOf(VersionSelector.Latest)).ShouldBe("2");
        Publish(Labels(), Shares(("1", 1), ("3", 0)), "3");
        await Infer(VersionSelector.Latest).ShouldFailAsync(
            InferenceStatus.Unavailable, "Model 'M' is not ready: no version of it is loaded");
    }

    [Fact]
    public async Task Of_two_replicas_the_one_with_less_to_do_answers()
    {
        var busy = Servable("1");
        var idle = Servable("1");
        _ = await busy.OccupyAsync();
        Publish(Labels(), TrafficPlan.Newest, [busy, idle]);
        for (var i = 0; i < 10; i++)
            (await Infer(VersionSelector.Latest).FloatsAsync()).ShouldBe([2f]);
        idle.Gate.Arrived.ShouldBe(10);
    }

    [Fact]
    public async Task Every_replica_gets_requests()
    {
        ServingFixture[] replicas = [Servable("1"), Servable("1"), Servable("1")];
        Publish(Labels(), TrafficPlan.Newest, replicas);
        for (var i = 0; i < 60; i++)
            (await Infer(VersionSelector.Exactly(ModelVersion.Parse("1"))).FloatsAsync()).ShouldBe([2f]);
        replicas.ShouldAllBe(replica => replica.Gate.Arrived > 0);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var servable in _servables)
            await servable.DisposeAsync();
    }

    private static VersionSelector Labelled(string label) => VersionSelector.Labelled(label);

    private static FrozenDictionary<string, ModelVersion> Labels(params (string Label, string Version)[] labels) =>
        labels.ToFrozenDictionary(label => label.Label, label => ModelVersion.Parse(label.Version), StringComparer.Ordinal);

    private static TrafficPlan Shares(params (string Version, int Weight)[] shares) =>
        new() { Shares = [.. shares.Select(share => new TrafficShare(ModelVersion.Parse(share.Version), share.Weight))] };

    private async Task<string> VersionOf(VersionSelector selector, ulong? key = null)
    {
        using var reply = await Infer(selector, key).OrFailAsync("a reply");
        reply.Error.ShouldBeNull();
        return reply.Servable.Version.ToString();
    }

    private Task<InferenceReply> Infer(VersionSelector selector, ulong? key = null)
    {
        var request = new InferenceRequest { Model = ServingFixture.Id.Model, Version = selector, StickyKey = key };
        request.Add(new NamedTensor("x", TestKit.Tensors.TestTensors.Column(1)));
        return _gateway.InferAsync(request, CancellationToken.None).AsTask();
    }

    private ServingFixture Servable(string version)
    {
        var fixture = new ServingFixture(version: version, time: _time);
        _servables.Add(fixture);
        return fixture;
    }

    private void Publish(FrozenDictionary<string, ModelVersion> labels, TrafficPlan plan, params string[] versions) =>
        Publish(labels, plan, [.. versions.Select(Servable)]);

    private void Publish(FrozenDictionary<string, ModelVersion> labels, TrafficPlan plan, ServingFixture[] servables)
    {
        var views = servables.Select(servable => new ServableView(
            servable.Servable.Model.Id, ServableState.Available, "", null, "", "", 0, ModelOptions.Default)).DistinctBy(view => view.Id);
        _routes.Publish(new ModelRoutes(
            new ModelView(ServingFixture.Id.Model, [.. views], null, IsRequired: true), [.. servables.Select(fixture => fixture.Servable)], null)
        {
            Labels = labels,
            Traffic = plan,
        });
    }
}
