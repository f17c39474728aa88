using System.Text.Json;

namespace ModelCluster.Architecture.Tests.Observe;

/// <summary>Prometheus' own tool reads what Prometheus is given, and tries its rules.</summary>
public sealed class PromtoolTests
{
    [Fact]
    public Task It_takes_the_configuration_and_the_rules() => PassAsync("check", "config", Path.Combine(Watching.Folder, "prometheus.yaml"));

    [Fact]
    public Task The_rules_do_what_their_tests_say() => PassAsync("test", "rules", Path.Combine(Watching.Folder, "rules.test.yaml"));

    /// <summary>Debian's Prometheus knows no Kubernetes: all but the question for pods is checked.</summary>
    [Fact]
    public async Task It_takes_the_configuration_for_Kubernetes()
    {
        const string Pods = "kubernetes_sd_configs:\n      - role: pod\n";
        var text = Watching.Text("prometheus.kubernetes.yaml");
        text.ShouldContain(Pods);
        await PassAsync("config", text.Replace(Pods, "static_configs: []\n", StringComparison.Ordinal)
            .Replace("rules.yaml", Path.Combine(Watching.Folder, "rules.yaml"), StringComparison.Ordinal));
    }

    /// <summary>As rules, since the tool reads expressions nowhere else.</summary>
    [Fact]
    public Task Prometheus_understands_what_the_dashboard_asks()
    {
        var rules = Watching.Questions.Select((question, index) => new { record = $"dashboard:question{index}", expr = question });
        return PassAsync("rules", JsonSerializer.Serialize(new { groups = new[] { new { name = "dashboard", rules } } })); // JSON is YAML
    }

    private static async Task PassAsync(string check, string content)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, content);
            await PassAsync("check", check, file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task PassAsync(string verb, string what, string file)
    {
        var (exitCode, output) = await Tool.RunAsync("promtool", verb, what, file);
        exitCode.ShouldBe(0, output);
    }
}
