using System.Globalization;
using System.Text.RegularExpressions;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Architecture.Tests.Observe;

/// <summary>Rules and dashboard ask for what nodes measure, and every alert was seen to come.</summary>
public sealed partial class WatchingTests
{
    private static readonly HashSet<string> Recorded = Watching.Rules.Select(rule => rule.Record).OfType<string>().ToHashSet(StringComparer.Ordinal);

    [Fact]
    public void Nodes_measure_what_is_asked_for()
    {
        MetricNames.OfNodes.Count.ShouldBeGreaterThan(40);
        var asked = Watching.Rules.Select(rule => rule.Expr).Concat(Watching.Questions).SelectMany(MetricNames.In).ToHashSet(StringComparer.Ordinal);
        asked.Count.ShouldBeGreaterThan(20);
        asked.Except(MetricNames.OfNodes, StringComparer.Ordinal).Except(Recorded, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Every_recorded_series_is_used()
    {
        var used = Watching.Rules.Select(rule => rule.Expr).Concat(Watching.Questions).SelectMany(MetricNames.In);
        Recorded.Except(used, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void The_objective_is_a_bound_of_the_histogram()
    {
        // ServableFamilies shows every other one, in seconds
        var bounds = DurationBuckets.Microseconds.ToArray().Where((_, index) => index % 2 == 1).Select(bound => Math.Round(bound / 1e6, 8));
        var asked = Watching.Rules.SelectMany(rule => Bound().Matches(rule.Expr))
            .Select(bound => double.Parse(bound.Groups["bound"].Value, CultureInfo.InvariantCulture)).ToList();
        asked.ShouldNotBeEmpty();
        asked.Except(bounds).ShouldBeEmpty();
    }

    [Fact]
    public void Every_alert_says_how_bad_it_is_and_what_is_wrong()
    {
        foreach (var rule in Watching.Rules.Where(rule => rule.Alert is not null))
        {
            rule.Labels["severity"].ShouldBeOneOf("critical", "warning");
            rule.Annotations["summary"].ShouldEndWith(".");
        }
    }

    /// <summary>By the unit tests of the rules, each of which names what is to fire.</summary>
    [Fact]
    public void Every_alert_was_seen_to_come()
    {
        var seen = Seen().Matches(Watching.Text("rules.test.yaml")).Select(match => match.Groups["alert"].Value);
        Watching.Rules.Select(rule => rule.Alert).OfType<string>().Except(seen, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Prometheus_asks_the_nodes_and_the_lighthouse_of_the_compose_files()
    {
        var compose = string.Concat(Directory.EnumerateFiles(Path.Combine(Project.Root, "docker"), "compose*.yaml").Select(File.ReadAllText));
        var targets = Target().Matches(Watching.Text("prometheus.yaml")).Select(match => match.Value.Trim('"')).ToList();
        targets.ShouldBe(["node1:8000", "node2:8000", "node3:8000", "lighthouse:2379"]);
        targets.ShouldAllBe(target => compose.Contains($"\n  {target.Split(':', 2)[0]}:\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Panels_have_names_and_numbers_of_their_own_and_do_not_overlap()
    {
        var panels = Watching.Dashboard.GetProperty("panels").EnumerateArray().ToList();
        panels.Select(panel => panel.GetProperty("id").GetInt32()).ShouldBeUnique();
        panels.Select(panel => panel.GetProperty("title").GetString()!).ShouldBeUnique(StringComparer.Ordinal);
        var cells = panels.Select(panel => panel.GetProperty("gridPos")).SelectMany(place =>
            from x in Enumerable.Range(place.GetProperty("x").GetInt32(), place.GetProperty("w").GetInt32())
            from y in Enumerable.Range(place.GetProperty("y").GetInt32(), place.GetProperty("h").GetInt32())
            select (x, y)).ToList();
        cells.ShouldBeUnique();
        cells.ShouldAllBe(cell => cell.x < 24);
    }

    [GeneratedRegex(@"\ble=""(?<bound>[0-9.]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bound();

    [GeneratedRegex(@"alertname: (?<alert>\w+)\n\s+eval_time: \w+\n\s+exp_alerts:", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Seen();

    [GeneratedRegex(@"""\w+:\d+""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Target();
}
