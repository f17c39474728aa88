using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Sessions;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Serving.Tests.Traffic;

[Collection(nameof(Alone))]
public sealed class MirrorTests : IAsyncLifetime
{
    private readonly TensorsInUse _before = TensorsInUse.Now;
    private readonly TrafficFixture _traffic = new();

    private MirrorReport Mirror => _traffic.Report.Mirror.ShouldNotBeNull();

    [Fact]
    public async Task A_shadow_that_answers_the_same_agrees()
    {
        Publish(percent: 100, shadowFactor: 2);
        await AskAsync(20);
        await _traffic.ReportsAsync(report => report.Mirror!.Compared == 20, "20 comparisons");
        Mirror.AgreementRate.ShouldBe(1);
        Mirror.MaxAbsoluteDifference.ShouldBe(0);
        (Mirror.Requests, Mirror.Errors, Mirror.Dropped).ShouldBe((20, 0, 0));
        Mirror.PrimaryP50.ShouldNotBeNull();
        Mirror.ShadowP99.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_shadow_that_answers_something_else_is_found_out_and_clients_get_the_primarys_answer()
    {
        Publish(percent: 100, shadowFactor: 2.5f);
        await AskAsync(10);
        await _traffic.ReportsAsync(report => report.Mirror!.Compared == 10, "10 comparisons");
        Mirror.Agreed.ShouldBe(1, "0 is the only number whose double is its two and a half");
        Mirror.MaxAbsoluteDifference.ShouldBe(4.5);
    }

    [Fact]
    public async Task A_shadow_that_hangs_delays_nobody_and_what_it_cannot_take_is_dropped_and_counted()
    {
        var shadow = Publish(percent: 100);
        shadow.Gate.Close();
        await AskAsync(100);
        Mirror.Dropped.ShouldBe(100 - 64, "64 copies may be under way");
        shadow.Gate.Open();
        await _traffic.ReportsAsync(report => report.Mirror!.Compared == 64, "the others to be compared");
        await AskAsync(1);
        await _traffic.ReportsAsync(report => report.Mirror!.Compared == 65, "room again");
    }

    [Fact]
    public async Task A_shadow_that_fails_is_counted_and_fails_nobody()
    {
        var shadow = Publish(percent: 100);
        shadow.Session.Fails = _ => new SessionException(isCallersFault: false, "broken");
        await AskAsync(5);
        await _traffic.ReportsAsync(report => report.Mirror!.Errors == 5, "5 errors");
        Mirror.Compared.ShouldBe(0);
        Mirror.AgreementRate.ShouldBeNull();
    }

    [Fact]
    public async Task A_shadow_that_is_away_is_counted_and_fails_nobody()
    {
        _traffic.Publish(Plan(100), _traffic.Servable("1"));
        await AskAsync(3);
        Mirror.Unavailable.ShouldBe(3);
        Mirror.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Only_the_part_asked_for_is_copied()
    {
        Publish(percent: 25);
        for (var i = 0; i < 400; i++)
        {
            await AskAsync(1);
            var copies = Mirror.Requests + Mirror.Dropped;
            await _traffic.ReportsAsync(report => report.Mirror!.Compared >= copies - 32, "copies not to pile up");
        }

        await _traffic.ReportsAsync(report => report.Mirror!.Compared >= 50, "the last copies");
        Mirror.Requests.ShouldBeInRange(50, 150);
    }

    [Fact]
    public async Task Requests_that_name_a_version_or_are_answered_by_the_shadow_itself_have_no_copy()
    {
        var primary = _traffic.Servable("1");
        var shadow = _traffic.Servable("2");
        _traffic.Publish(Plan(100) with { Shares = [new TrafficShare(TrafficFixture.Version("2"), 1)] }, primary, shadow);
        await _traffic.Infer().FloatsAsync();
        await _traffic.Infer(selector: VersionSelector.Exactly(TrafficFixture.Version("1"))).FloatsAsync();
        shadow.Gate.Arrived.ShouldBe(1);
        (Mirror.Requests, Mirror.Unavailable).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_request_that_fails_by_itself_has_no_copy()
    {
        Publish(percent: 100);
        var request = new InferenceRequest { Model = TrafficFixture.Model };
        request.Add(new NamedTensor("wrong", TestTensors.Column(1)));
        (await _traffic.Gateway.InferAsync(request, CancellationToken.None).AsTask().ErrorAsync()).Status.ShouldBe(InferenceStatus.InvalidArgument);
        (Mirror.Requests, Mirror.Dropped).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Figures_outlive_new_routes_and_begin_anew_with_another_mirror()
    {
        var primary = _traffic.Servable("1");
        var shadow = _traffic.Servable("2");
        _traffic.Publish(Plan(100), primary, shadow);
        await AskAsync(4);
        await _traffic.ReportsAsync(report => report.Mirror!.Compared == 4, "4 comparisons");
        _traffic.Publish(Plan(100) with { StickyHeader = "X-User" }, primary, shadow);
        Mirror.Compared.ShouldBe(4);
        _traffic.Publish(Plan(50), primary, shadow);
        Mirror.Compared.ShouldBe(0);
        _traffic.Publish(TrafficPlan.Newest, primary, shadow);
        _traffic.Report.Mirror.ShouldBeNull();
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _traffic.DisposeAsync();
        var spin = Task.Run(async () =>
        {
            while (TensorsInUse.Now != _before)
                await Task.Yield();
        });
        await spin.OrFailAsync("every tensor to be given back");
    }

    private static TrafficPlan Plan(double percent) => TrafficFixture.Shares(("1", 1)) with
    {
        Mirror = new TrafficMirror(TrafficFixture.Version("2"), percent),
    };

    private ServingFixture Publish(double percent, float shadowFactor = 2)
    {
        var shadow = _traffic.Servable("2", shadowFactor);
        _traffic.Publish(Plan(percent), _traffic.Servable("1"), shadow);
        return shadow;
    }

    private async Task AskAsync(int times)
    {
        for (var i = 0; i < times; i++)
            (await _traffic.Infer(i).FloatsAsync()).ShouldBe([2f * i]);
    }
}
