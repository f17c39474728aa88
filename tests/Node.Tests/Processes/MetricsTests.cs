using System.ComponentModel;
using System.Diagnostics;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Metrics;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>What a real node tells Prometheus.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Requests_show_in_the_metrics_of_their_model_and_version()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        for (var i = 0; i < 3; i++)
            await node.Http.InferAsync("iris", Inference.OneFlower);
        var metrics = Exposition.Parse(await node.Http.GetStringAsync("/metrics"));
        var version = metrics.Series.Keys.Single(series => series.StartsWith("nv_inference_request_success{", StringComparison.Ordinal))["nv_inference_request_success".Length..];
        metrics[$"nv_inference_request_success{version}"].ShouldBe(3);
        metrics[$"nv_model_load_duration_secs{version}"].ShouldBeGreaterThan(0);
        metrics[$"modelcluster_request_duration_seconds_count{version[..^1]},outcome=\"ok\"}}"].ShouldBe(3);
        var tensorFlow = Exposition.Parse(await node.Http.GetStringAsync("/monitoring/prometheus/metrics"));
        tensorFlow[":tensorflow:serving:request_count{model_name=\"iris\",status=\"OK\"}"].ShouldBe(3);
    }

    /// <summary>
    /// It lints as well as it parses. The names of others break its customs (units, endings); only they may.
    /// </summary>
    [Fact]
    public async Task Prometheus_own_tool_finds_no_fault_with_our_names()
    {
        using var folder = new TestFolder("iris");
        await using var node = await NodeProcess.StartReadyAsync(folder);
        await node.Http.InferAsync("iris", Inference.OneFlower);
        foreach (var path in new[] { "/metrics", "/monitoring/prometheus/metrics" })
        {
            if (await LintAsync(await node.Http.GetStringAsync(path)) is not var (exitCode, output))
            {
                Assert.Skip("promtool is not installed (Debian, Ubuntu: apt-get install prometheus)");
                return;
            }

            exitCode.ShouldBeOneOf([0, 3], output); // 3: it parses, but some names are against the customs
            output.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("nv_", StringComparison.Ordinal) && !line.StartsWith(":tensorflow", StringComparison.Ordinal))
                .ShouldBeEmpty();
        }
    }

    private static async Task<(int ExitCode, string Output)?> LintAsync(string metrics)
    {
        try
        {
            using var tool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            await tool.StandardInput.WriteAsync(metrics);
            tool.StandardInput.Close();
            var output = await tool.StandardOutput.ReadToEndAsync() + await tool.StandardError.ReadToEndAsync();
            await tool.WaitForExitAsync().WaitAsync(RealTimeGuard.Limit);
            return (tool.ExitCode, output);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
