using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Binding;
using ModelCluster.Actors.Serving.Execution;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Cluster.Inspection;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Sessions;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Node.Tests.Cluster;

public sealed class LoadMeterTests : IAsyncDisposable
{
    private readonly VirtualTime _time = new();
    private readonly ExecutorThreads _threads = new("load-test", limit: 4);
    private readonly List<Servable> _servables = [];
    private readonly List<Servable> _all = [];
    private readonly LoadMeter _meter;

    public LoadMeterTests() => _meter = new LoadMeter(NodeId.Parse("a"), () => _servables, _time);

    [Fact]
    public async Task The_first_question_finds_what_is_now_but_no_rates()
    {
        await SendAsync(Add("m", "1"), 3);
        var load = _meter.Read();
        load.Window.ShouldBe(TimeSpan.Zero);
        load.CpuCores.ShouldBeNull();
        var only = load.Servables.ShouldHaveSingleItem();
        (only.Model.Value, only.Replicas, only.RequestsPerSecond, only.P50).ShouldBe(("m", 1, null, null));
    }

    [Fact]
    public async Task Rates_are_those_since_the_earlier_question()
    {
        var servable = Add("m", "1");
        await SendAsync(servable, 5);
        _meter.Read();
        await SendAsync(servable, 6);
        _time.Advance(TimeSpan.FromSeconds(2));
        var load = _meter.Read();
        load.Window.ShouldBe(TimeSpan.FromSeconds(2));
        load.CpuCores.ShouldNotBeNull();
        var only = load.Servables.ShouldHaveSingleItem();
        (only.RequestsPerSecond, only.FailuresPerSecond, only.AverageBatchSize).ShouldBe((3.0, 0.0, 1.0));
        only.P50.ShouldNotBeNull();
        _time.Advance(TimeSpan.FromSeconds(1));
        var quiet = _meter.Read().Servables.ShouldHaveSingleItem();
        (quiet.RequestsPerSecond, quiet.P99, quiet.AverageBatchSize).ShouldBe((0.0, null, null));
    }

    [Fact]
    public async Task Failed_requests_count_and_wrong_ones_do_not()
    {
        var servable = Add("m", "1");
        _meter.Read();
        await SendAsync(servable, 1, cancellation: new CancellationToken(canceled: true));
        await SendAsync(servable, 1, input: "no such input");
        _time.Advance(TimeSpan.FromSeconds(1));
        var only = _meter.Read().Servables.ShouldHaveSingleItem();
        (only.RequestsPerSecond, only.FailuresPerSecond).ShouldBe((1.0, 1.0));
    }

    [Fact]
    public async Task A_successor_begins_anew_and_replicas_are_added_up()
    {
        var first = Add("m", "1");
        await SendAsync(first, 50);
        _meter.Read();
        _servables.Clear();
        await SendAsync(Add("m", "1"), 3);
        await SendAsync(Add("m", "1"), 4);
        await SendAsync(Add("m", "2"), 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        var load = _meter.Read();
        load.Servables.Select(one => ($"{one.Version}", one.Replicas, one.RequestsPerSecond)).ShouldBe([("2", 1, 1.0), ("1", 2, 7.0)]);
    }

    [Fact]
    public void Several_who_ask_at_the_same_time_all_get_a_good_window()
    {
        Add("m", "1");
        for (var i = 0; i < 40; i++)
        {
            _meter.Read();
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        _meter.Read().Window.ShouldBeInRange(LoadMeter.GoodWindow, LoadMeter.GoodWindow + LoadMeter.ShortestWindow);
    }

    [Fact]
    public void Counters_of_long_ago_make_no_window()
    {
        Add("m", "1");
        _meter.Read();
        _time.Advance(LoadMeter.LongestWindow + TimeSpan.FromSeconds(1));
        _meter.Read().Window.ShouldBe(TimeSpan.Zero);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var servable in _all)
        {
            await servable.DrainAsync().OrFailAsync("the servable to drain");
            servable.Dispose();
        }

        _threads.Dispose();
    }

    private Servable Add(string model, string version)
    {
        var session = new FakeSession();
        var id = new ServableId(ModelName.Parse(model), ModelVersion.Parse(version));
        var servable = new Servable(new ServableModel(id, session.Signature, ModelOptions.Default, 8), session, 1, _threads, new ServingClock(_time));
        _servables.Add(servable);
        _all.Add(servable);
        return servable;
    }

    private static async Task SendAsync(Servable servable, int count, string input = "x", CancellationToken cancellation = default)
    {
        for (var i = 0; i < count; i++)
        {
            using var request = new InferenceRequest { Model = servable.Model.Id.Model };
            request.Add(new NamedTensor(input, TestTensors.Column(i)));
            servable.TrySubmit(request, cancellation, out var reply).ShouldBeTrue();
            (await reply).Dispose();
        }
    }
}
