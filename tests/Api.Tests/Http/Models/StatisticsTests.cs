using System.Net;
using System.Text.Json;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Api.Tests.Http.Models;

public sealed class StatisticsTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        var servables = new[] { FakeCatalog.Servable("m", "8", ServableState.Failed), FakeCatalog.Servable("m", "7"), FakeCatalog.Servable("m", "1.5") };
        _server.Catalog.All[0] = FakeCatalog.Model("m", servables);
        _server.Catalog.Counters[servables[1].Id] = new ServableStatistics
        {
            LastInference = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
            InferenceCount = 10,
            ExecutionCount = 4,
            Success = new DurationStatistic(3, 300),
            Fail = new DurationStatistic(1, 100),
            Queue = new DurationStatistic(3, 30),
            ComputeInput = new DurationStatistic(3, 31),
            ComputeInfer = new DurationStatistic(3, 32),
            ComputeOutput = new DurationStatistic(3, 33),
            Batches = [new BatchStatistic(5, new DurationStatistic(2, 1), new DurationStatistic(2, 2), new DurationStatistic(2, 3))],
            MemoryBytes = 4096,
        };
        _server.Catalog.Counters[servables[2].Id] = new ServableStatistics();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Tells_every_counter_of_a_version()
    {
        (await _server.GetAsync("/v2/models/m/versions/7/stats")).Text.ShouldBe(
            """
            {"model_stats":[{"name":"m","version":"7","last_inference":1700000000123,"inference_count":10,"execution_count":4,"overdue_runs":0,
            "inference_stats":{"success":{"count":3,"ns":300},"fail":{"count":1,"ns":100},"queue":{"count":3,"ns":30},
            "compute_input":{"count":3,"ns":31},"compute_infer":{"count":3,"ns":32},"compute_output":{"count":3,"ns":33},
            "cache_hit":{"count":0,"ns":0},"cache_miss":{"count":0,"ns":0}},"batch_stats":[{"batch_size":5,"compute_input":{"count":2,"ns":1},
            "compute_infer":{"count":2,"ns":2},"compute_output":{"count":2,"ns":3}}],"memory_usage":[{"type":"CPU","id":0,"byte_size":4096}]}]}
            """.ReplaceLineEndings(""));
    }

    [Theory]
    [InlineData("/v2/models/stats")]
    [InlineData("/v2/models/m/stats")]
    public async Task Tells_of_every_version_that_was_loaded(string path) =>
        JsonDocument.Parse((await _server.GetAsync(path)).Text).RootElement.GetProperty("model_stats").EnumerateArray()
            .Select(entry => entry.GetProperty("version").GetString()).ShouldBe(["7", "1.5"]);

    [Fact]
    public async Task Refuses_unknown_models_and_versions()
    {
        (await _server.GetAsync("/v2/models/foo/stats")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _server.GetAsync("/v2/models/m/versions/99/stats")).Error.ShouldBe("Request for unknown model: 'm' version 99 is not found");
    }
}
