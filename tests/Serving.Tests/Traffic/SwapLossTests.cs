using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;

namespace ModelCluster.Serving.Tests.Traffic;

/// <summary>The counter that must stay 0, and that it would not if something were lost.</summary>
public sealed class SwapLossTests : IAsyncDisposable
{
    private readonly TrafficFixture _traffic = new();

    [Fact]
    public async Task Nothing_is_lost_before_the_first_version_is_there()
    {
        _traffic.Publish(TrafficPlan.Newest);
        (await _traffic.Infer().ErrorAsync()).Status.ShouldBe(InferenceStatus.Unavailable);
        _traffic.Report.DroppedDuringSwap.ShouldBe(0);
    }

    [Fact]
    public async Task A_request_that_finds_nothing_where_something_was_is_lost()
    {
        _traffic.Publish(TrafficPlan.Newest, [("stable", "1")], isWithdrawn: false, _traffic.Servable("1"));
        _traffic.Publish(TrafficPlan.Newest, [("stable", "1")], isWithdrawn: false);
        (await _traffic.Infer().ErrorAsync()).Status.ShouldBe(InferenceStatus.Unavailable);
        (await _traffic.Infer(selector: VersionSelector.Labelled("stable")).ErrorAsync()).Status.ShouldBe(InferenceStatus.Unavailable);
        _traffic.Report.DroppedDuringSwap.ShouldBe(2);
    }

    [Fact]
    public async Task What_an_operator_withdrew_or_a_client_named_wrongly_is_not_lost()
    {
        _traffic.Publish(TrafficPlan.Newest, _traffic.Servable("1"));
        _traffic.Publish(TrafficPlan.Newest, [], isWithdrawn: true);
        (await _traffic.Infer().ErrorAsync()).Status.ShouldBe(InferenceStatus.Unavailable);
        _traffic.Publish(TrafficPlan.Newest, _traffic.Servable("2"));
        (await _traffic.Infer(selector: VersionSelector.Exactly(TrafficFixture.Version("1"))).ErrorAsync()).Status.ShouldBe(InferenceStatus.NotFound);
        (await _traffic.Infer(selector: VersionSelector.Labelled("none")).ErrorAsync()).Status.ShouldBe(InferenceStatus.NotFound);
        _traffic.Report.DroppedDuringSwap.ShouldBe(0);
    }

    [Fact]
    public async Task A_request_that_a_draining_version_sent_away_and_nobody_took_is_lost()
    {
        var old = _traffic.Servable("1");
        _traffic.Publish(TrafficPlan.Newest, old);
        await old.Servable.DrainAsync();
        var reply = _traffic.Infer();
        reply.IsCompleted.ShouldBeFalse();
        _traffic.Time.Advance(TimeSpan.FromMinutes(2));
        (await reply.ErrorAsync()).Status.ShouldBe(InferenceStatus.DeadlineExceeded);
        _traffic.Report.DroppedDuringSwap.ShouldBe(1);
    }

    public ValueTask DisposeAsync() => _traffic.DisposeAsync();
}
