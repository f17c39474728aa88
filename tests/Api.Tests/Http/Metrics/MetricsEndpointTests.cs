using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ModelCluster.Api.Tests.Fakes;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Telemetry;
using ModelCluster.TestKit.Metrics;

namespace ModelCluster.Api.Tests.Http.Metrics;

public sealed class MetricsEndpointTests
{
    private static readonly ServableStatistics Busy = new()
    {
        InferenceCount = 12,
        ExecutionCount = 5,
        Success = new DurationStatistic(10, 3_000_000),
        Fail = new DurationStatistic(4, 1_000),
        Queue = new DurationStatistic(10, 1_000_000),
        Batches = [new BatchStatistic(1, default, new DurationStatistic(3, 9), default), new BatchStatistic(3, default, new DurationStatistic(2, 9), default)],
        Outcomes =
        [
            new OutcomeStatistic(InferenceStatus.Ok, Durations(10, bucket: 1, nanoseconds: 3_000_000)),
            new OutcomeStatistic(InferenceStatus.InvalidArgument, Durations(9, bucket: 0, nanoseconds: 0)),
            new OutcomeStatistic(InferenceStatus.Overloaded, Durations(2, bucket: 0, nanoseconds: 0)),
            new OutcomeStatistic(InferenceStatus.DeadlineExceeded, Durations(1, bucket: DurationBuckets.Count - 1, nanoseconds: 2_000_000_000)),
            new OutcomeStatistic(InferenceStatus.Internal, Durations(1, bucket: 2, nanoseconds: 30_000)),
        ],
        RunDurations = Durations(5, bucket: 3, nanoseconds: 250_000),
        QueueDepth = 7,
        OldestWaiting = TimeSpan.FromMilliseconds(1_500),
        RunsInProgress = 1,
        LoadDuration = TimeSpan.FromSeconds(2),
        MemoryBytes = 4_096,
    };

    [Fact]
    public async Task Tritons_names_count_what_they_say()
    {
        var metrics = await ScrapeAsync("/metrics");
        const string m = "{model=\"m\",version=\"7\"}";
        metrics[$"nv_inference_request_success{m}"].ShouldBe(10);
        metrics["nv_inference_request_failure{model=\"m\",version=\"7\",reason=\"REJECTED\"}"].ShouldBe(3);
        metrics["nv_inference_request_failure{model=\"m\",version=\"7\",reason=\"CANCELED\"}"].ShouldBe(0);
        metrics["nv_inference_request_failure{model=\"m\",version=\"7\",reason=\"BACKEND\"}"].ShouldBe(1);
        metrics["nv_inference_request_failure{model=\"m\",version=\"7\",reason=\"OTHER\"}"].ShouldBe(0);
        metrics[$"nv_inference_count{m}"].ShouldBe(12);
        metrics[$"nv_inference_exec_count{m}"].ShouldBe(5);
        metrics[$"nv_inference_request_duration_us{m}"].ShouldBe(3_000);
        metrics[$"nv_inference_queue_duration_us{m}"].ShouldBe(1_000);
        metrics[$"nv_inference_compute_input_duration_us{m}"].ShouldBe(0);
        metrics[$"nv_inference_compute_infer_duration_us{m}"].ShouldBe(0);
        metrics[$"nv_inference_compute_output_duration_us{m}"].ShouldBe(0);
        metrics[$"nv_inference_pending_request_count{m}"].ShouldBe(7);
        metrics[$"nv_model_load_duration_secs{m}"].ShouldBe(2);
    }

    [Fact]
    public async Task Our_own_tell_durations_by_outcome_batches_queues_and_states()
    {
        var metrics = await ScrapeAsync("/metrics");
        const string m = "model=\"m\",version=\"7\"";
        metrics[$"modelcluster_request_duration_seconds_count{{{m},outcome=\"ok\"}}"].ShouldBe(10);
        metrics[$"modelcluster_request_duration_seconds_sum{{{m},outcome=\"ok\"}}"].ShouldBe(0.003);
        metrics[$"modelcluster_request_duration_seconds_bucket{{{m},outcome=\"ok\",le=\"1.8E-05\"}}"].ShouldBe(10);
        metrics[$"modelcluster_request_duration_seconds_bucket{{{m},outcome=\"internal\",le=\"1.8E-05\"}}"].ShouldBe(0);
        metrics[$"modelcluster_request_duration_seconds_bucket{{{m},outcome=\"internal\",le=\"5.832E-05\"}}"].ShouldBe(1);
        metrics[$"modelcluster_request_duration_seconds_count{{{m},outcome=\"invalid_argument\"}}"].ShouldBe(9);
        metrics[$"modelcluster_batch_size_rows_bucket{{{m},le=\"2\"}}"].ShouldBe(3);
        metrics[$"modelcluster_batch_size_rows_bucket{{{m},le=\"4\"}}"].ShouldBe(5);
        metrics[$"modelcluster_batch_size_rows_sum{{{m}}}"].ShouldBe(9);
        metrics[$"modelcluster_queue_depth{{{m}}}"].ShouldBe(7);
        metrics[$"modelcluster_queue_oldest_waiting_seconds{{{m}}}"].ShouldBe(1.5);
        metrics[$"modelcluster_runs_in_progress{{{m}}}"].ShouldBe(1);
        metrics[$"modelcluster_session_memory_bytes{{{m}}}"].ShouldBe(4_096);
        metrics[$"modelcluster_version_state{{{m},state=\"available\"}}"].ShouldBe(1);
        metrics["modelcluster_version_state{model=\"m\",version=\"8\",state=\"failed\"}"].ShouldBe(1);
        metrics["modelcluster_models"].ShouldBe(1);
        metrics["modelcluster_ready"].ShouldBe(1);
        metrics["process_resident_memory_bytes"].ShouldBeGreaterThan(1_000_000);
    }

    [Fact]
    public async Task TensorFlow_Servings_names_sum_over_the_versions()
    {
        var metrics = await ScrapeAsync("/monitoring/prometheus/metrics");
        metrics[":tensorflow:serving:request_count{model_name=\"m\",status=\"OK\"}"].ShouldBe(10);
        metrics[":tensorflow:serving:request_count{model_name=\"m\",status=\"RESOURCE_EXHAUSTED\"}"].ShouldBe(2);
        metrics[":tensorflow:serving:request_latency_count{model_name=\"m\",API=\"Predict\",entrypoint=\"Infer\"}"].ShouldBe(10);
        metrics[":tensorflow:serving:request_latency_sum{model_name=\"m\",API=\"Predict\",entrypoint=\"Infer\"}"].ShouldBe(3_000);
        metrics[":tensorflow:serving:request_latency_bucket{model_name=\"m\",API=\"Predict\",entrypoint=\"Infer\",le=\"10\"}"].ShouldBe(0);
        metrics[":tensorflow:serving:request_latency_bucket{model_name=\"m\",API=\"Predict\",entrypoint=\"Infer\",le=\"18\"}"].ShouldBe(10);
        metrics[":tensorflow:serving:runtime_latency_count{model_name=\"m\",API=\"Predict\",runtime=\"ONNX\"}"].ShouldBe(5);
        metrics.Series.Keys.Count(series => series.StartsWith(":tensorflow:serving:runtime_latency_bucket", StringComparison.Ordinal)).ShouldBe(34);
    }

    [Fact]
    public async Task A_source_that_fails_takes_no_others_metrics_away()
    {
        var metrics = await ScrapeAsync("/metrics", new Broken(), new Good());
        metrics["good"].ShouldBe(1);
        metrics["modelcluster_models"].ShouldBe(1);
    }

    private static async Task<Exposition> ScrapeAsync(string path, params IMetricSource[] more)
    {
        await using var server = await ApiServer.StartAsync(services: services =>
        {
            foreach (var source in more)
                services.AddSingleton(source);
        });
        var servable = FakeCatalog.Servable("m", "7");
        server.Catalog.All.Clear();
        server.Catalog.All.Add(FakeCatalog.Model("m", servable, FakeCatalog.Servable("m", "8", ServableState.Failed, "broken")));
        server.Catalog.Counters[servable.Id] = Busy;
        using var response = await server.Client.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        return Exposition.Parse(await response.Content.ReadAsStringAsync());
    }

    private static DurationHistogram Durations(long count, int bucket, long nanoseconds)
    {
        var counts = new long[DurationBuckets.Count];
        counts[bucket] = count;
        return new DurationHistogram(counts, nanoseconds);
    }

    private sealed class Broken : IMetricSource
    {
        public void Write(MetricWriter writer) => throw new InvalidOperationException("broken");
    }

    private sealed class Good : IMetricSource
    {
        public void Write(MetricWriter writer) => writer.Gauge("good", "1.").Add(1);
    }
}
