using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Serving.Tests;

public sealed class RoutingTests : IAsyncDisposable
{
    private readonly RouteTable _routes = new();
    private readonly TestKit.VirtualTime _time = new();
    private readonly List<ServingFixture> _servables = [];
    private readonly InferenceGateway _gateway;

    public RoutingTests() => _gateway = new InferenceGateway(_routes, new ServingClock(_time));

    [Theory]
    [InlineData("", "2.1.0")]
    [InlineData("1", "1")]
    [InlineData("1.x", "1.5.2")]
    [InlineData("2.x", "2.1.0")]
    [InlineData("1.5.2", "1.5.2")]
    public async Task The_newest_available_version_that_will_do_answers(string asked, string answers)
    {
        Publish(null, Available("2.1.0"), Available("1.5.2"), Available("1"));
        using var reply = await Infer(asked);
        reply.Error.ShouldBeNull();
        reply.Servable.Version.ShouldBe(ModelVersion.Parse(answers));
    }

    [Theory]
    [InlineData("99", "Request for unknown model: 'M' version 99 is not found")]
    [InlineData("1.7", "Request for unknown model: 'M' version 1.7 is not found")]
    [InlineData("1.2.3", "Request for unknown model: 'M' version 1.2.3 is not found")]
    [InlineData("3.x", "Request for unknown model: 'M' version 3.x is not found")]
    public async Task An_unknown_version_is_not_found(string asked, string message)
    {
        Publish(null, Available("1"));
        await Infer(asked).ShouldFailAsync(InferenceStatus.NotFound, message);
    }

    [Fact]
    public async Task An_unknown_model_is_not_found() =>
        await Infer("").ShouldFailAsync(InferenceStatus.NotFound, "Request for unknown model: 'M' is not found");

    [Fact]
    public async Task A_version_that_failed_says_why()
    {
        Publish(null, Available("1"), View("2", ServableState.Failed, "the file is truncated"));
        await Infer("2").ShouldFailAsync(
            InferenceStatus.Unavailable, "Model 'M' is not ready: version 2 failed to load: the file is truncated");
        using var reply = await Infer("");
        reply.Servable.Version.ShouldBe(ModelVersion.Parse("1"));
    }

    [Fact]
    public async Task A_version_that_is_loading_says_so_and_when_to_try_again()
    {
        Publish(null, View("2", ServableState.Loading));
        var error = await Infer("").ErrorAsync();
        error.Message.ShouldBe("Model 'M' is not ready: version 2 is Loading");
        error.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_bad_configuration_is_told()
    {
        _routes.Publish(new ModelRoutes(new ModelView(ServingFixture.Id.Model, [], "max_batch_size is -3", IsRequired: true), [], null));
        await Infer("").ShouldFailAsync(InferenceStatus.Unavailable, "Model 'M' is not ready: max_batch_size is -3");
    }

    [Fact]
    public async Task A_request_for_a_lazy_model_asks_for_it_and_waits_until_it_is_there()
    {
        var asked = 0;
        Publish(() => asked++, View("1", ServableState.New));
        var reply = Infer("");
        asked.ShouldBe(1);
        reply.IsCompleted.ShouldBeFalse();
        Publish(() => asked++, View("1", ServableState.Loading)); // still not there: it goes on waiting
        Publish(null, Available("1"));
        (await reply.FloatsAsync()).ShouldBe([2f]);
    }

    [Fact]
    public async Task A_lazy_model_that_fails_to_load_answers_why()
    {
        Publish(() => { }, View("1", ServableState.New));
        var reply = Infer("");
        Publish(null, View("1", ServableState.Failed, "no file"));
        await reply.ShouldFailAsync(InferenceStatus.Unavailable, "Model 'M' is not ready: version 1 failed to load: no file");
    }

    [Fact]
    public async Task Waiting_for_a_lazy_model_ends_at_the_deadline()
    {
        Publish(() => { }, View("1", ServableState.New));
        var request = ServingFixture.Request(1);
        request.Deadline = _time.GetTimestamp() + TimeSpan.FromMilliseconds(50).Ticks;
        var reply = _gateway.InferAsync(request, default).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(49));
        reply.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await reply.ShouldFailAsync(InferenceStatus.DeadlineExceeded, "Request timeout expired");
        request.Inputs.ShouldBeEmpty();
    }

    [Fact]
    public async Task Waiting_for_a_lazy_model_ends_at_the_models_default_deadline()
    {
        var options = new ModelOptions { DefaultDeadline = TimeSpan.FromMilliseconds(300) };
        Publish(() => { }, (View("1", ServableState.New).View with { Options = options }, null));
        var reply = Infer("");
        _time.Advance(TimeSpan.FromMilliseconds(300));
        (await reply.ErrorAsync()).Status.ShouldBe(InferenceStatus.DeadlineExceeded);
    }

    [Fact]
    public async Task Waiting_for_a_lazy_model_ends_when_the_caller_goes_away()
    {
        Publish(() => { }, View("1", ServableState.New));
        using var cancellation = new CancellationTokenSource();
        var reply = _gateway.InferAsync(ServingFixture.Request(1), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await reply.ShouldFailAsync(InferenceStatus.Cancelled, "Request cancelled by the client");
    }

    [Fact]
    public async Task A_request_that_meets_a_draining_version_waits_for_the_next_routes()
    {
        var old = Available("1");
        Publish(null, old);
        await old.Servable!.DrainAsync();
        var reply = Infer("");
        reply.IsCompleted.ShouldBeFalse();
        Publish(null, Available("2"));
        using var answer = await reply;
        answer.Servable.Version.ShouldBe(ModelVersion.Parse("2"));
    }

    [Fact]
    public async Task A_request_that_waits_learns_that_its_model_was_removed()
    {
        Publish(() => { }, View("1", ServableState.New));
        var reply = Infer("");
        _routes.Remove(ServingFixture.Id.Model);
        (await reply.ErrorAsync()).Status.ShouldBe(InferenceStatus.NotFound);
    }

    [Fact]
    public async Task Routes_know_when_they_are_replaced_and_copies_of_them_on_their_own()
    {
        Publish(null, View("1", ServableState.Loading));
        var first = _routes.Routes(ServingFixture.Id.Model)!;
        var copy = first with { Activation = () => { } };
        first.Replaced.IsCompleted.ShouldBeFalse();
        _routes.Publish(copy);
        first.Replaced.IsCompleted.ShouldBeTrue();
        copy.Replaced.IsCompleted.ShouldBeFalse();
        (copy with { }).Replaced.IsCompleted.ShouldBeFalse();
        _routes.Remove(ServingFixture.Id.Model);
        await copy.Replaced;
    }

    [Fact]
    public void The_node_is_ready_when_all_is_known_and_every_required_model_is_available_or_lazy()
    {
        Publish(null, Available("1"));
        _routes.IsReady.ShouldBeFalse();
        _routes.MarkComplete();
        _routes.IsReady.ShouldBeTrue();
        Publish(null, View("1", ServableState.Loading));
        _routes.IsReady.ShouldBeFalse();
        Publish(() => { }, View("1", ServableState.New));
        _routes.IsReady.ShouldBeTrue();
        _routes.Publish(new ModelRoutes(new ModelView(ServingFixture.Id.Model, [], null, IsRequired: false), [], null));
        _routes.IsReady.ShouldBeTrue();
    }

    [Fact]
    public async Task Models_and_statistics_can_be_queried()
    {
        Publish(null, Available("2"), View("1", ServableState.Failed, "bad"));
        (await Infer("")).Dispose();
        _routes.Models.ShouldHaveSingleItem().Versions.Count.ShouldBe(2);
        _routes.Find(ModelName.Parse("other")).ShouldBeNull();
        _routes.Statistics(new ServableId(ServingFixture.Id.Model, ModelVersion.Parse("2")))!.InferenceCount.ShouldBe(1);
        _routes.Statistics(new ServableId(ServingFixture.Id.Model, ModelVersion.Parse("1"))).ShouldBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var servable in _servables)
            await servable.DisposeAsync();
    }

    [Fact]
    public void A_node_is_ready_when_all_first_versions_have_settled_and_stays_so_while_later_ones_load()
    {
        _routes.MarkComplete();
        Publish(null, Available("2"), View("1", ServableState.Loading));
        _routes.IsReady.ShouldBeFalse("the first versions are still loading");
        Publish(null, Available("2"), View("1", ServableState.Failed, "no model"));
        _routes.IsReady.ShouldBeTrue("a failed version beside a good one is no reason to wait");
        Publish(null, View("3", ServableState.Loading), Available("2"));
        _routes.IsReady.ShouldBeTrue("a version dropped in later");
        Publish(null, View("3", ServableState.Loading));
        _routes.IsReady.ShouldBeFalse("nothing serves");
    }

    [Fact]
    public void The_revision_grows_with_every_change_and_never_otherwise()
    {
        var one = Available("1");
        Publish(null, one);
        var first = _routes.Revision;
        Publish(null, one);
        _routes.Revision.ShouldBe(first, "nothing changed");
        Publish(null, one, View("2", ServableState.Loading));
        var second = _routes.Revision;
        second.ShouldBeGreaterThan(first);
        Publish(null, one, View("2", ServableState.Failed, "why"));
        var third = _routes.Revision;
        third.ShouldBeGreaterThan(second);
        _routes.Remove(ServingFixture.Id.Model);
        var fourth = _routes.Revision;
        fourth.ShouldBeGreaterThan(third);
        _routes.Remove(ServingFixture.Id.Model);
        _routes.Revision.ShouldBe(fourth);
    }

    [Fact]
    public async Task A_lazy_model_is_activated_once_asked_for()
    {
        var asked = false;
        Publish(() => asked = true);
        var activation = new ModelActivation(_routes, new ServingClock(_time));
        var waiting = activation.ActivateAsync(ServingFixture.Id.Model, VersionSelector.Latest, CancellationToken.None);
        asked.ShouldBeTrue();
        waiting.IsCompleted.ShouldBeFalse();
        Publish(null, Available("1"));
        (await waiting).ShouldBeTrue();
    }

    [Fact]
    public async Task A_model_that_does_not_wake_up_is_given_up_at_its_deadline()
    {
        Publish(() => { });
        var waiting = new ModelActivation(_routes, new ServingClock(_time)).ActivateAsync(ServingFixture.Id.Model, VersionSelector.Latest, CancellationToken.None);
        _time.Advance(TimeSpan.FromMinutes(2));
        (await waiting.WaitAsync(TestKit.RealTimeGuard.Limit)).ShouldBeFalse();
        (await new ModelActivation(_routes, new ServingClock(_time)).ActivateAsync(ModelName.Parse("other"), VersionSelector.Latest, CancellationToken.None)).ShouldBeFalse();
    }

    private Task<InferenceReply> Infer(string version)
    {
        VersionSelector.TryParse(version, out var selector, out _).ShouldBeTrue();
        var request = new InferenceRequest { Model = ServingFixture.Id.Model, Version = selector };
        request.Add(new NamedTensor("x", TestKit.Tensors.TestTensors.Column(1)));
        return _gateway.InferAsync(request, CancellationToken.None).AsTask();
    }

    private void Publish(Action? activation, params (ServableView View, Servable? Servable)[] versions) => _routes.Publish(new ModelRoutes(
        new ModelView(ServingFixture.Id.Model, [.. versions.Select(version => version.View)], null, IsRequired: true),
        [.. versions.Select(version => version.Servable).OfType<Servable>()],
        activation));

    private (ServableView View, Servable? Servable) Available(string version)
    {
        var fixture = new ServingFixture(version: version, time: _time);
        _servables.Add(fixture);
        return (View(version, ServableState.Available).View, fixture.Servable);
    }

    private static (ServableView View, Servable? Servable) View(string version, ServableState state, string reason = "") =>
        (new ServableView(new ServableId(ServingFixture.Id.Model, ModelVersion.Parse(version)), state, reason, null, "", "", 0, ModelOptions.Default), null);
}
