using System.Net;
using ModelCluster.TestKit.Metrics;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>All kinds of changes of what is served, one after another, on a real node that is asked without a break.</summary>
public sealed class ChangesUnderLoadTests
{
    private const string Six = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[6]}]}""";
    private const string Model = "half_plus_two";
    private const string Label = "half_plus_two/labels/stable";
    private const int Rounds = 10;

    /// <summary>By phase of the load: which versions may answer.</summary>
    private readonly List<Allowed> _phases = [];

    [Fact]
    public async Task No_request_fails_or_is_answered_by_a_wrong_version_and_none_is_dropped_by_a_swap()
    {
        using var folder = new TestFolder(Model);
        await using var node = await NodeProcess.StartReadyAsync(folder.Kept(), "--Repository:SettleMilliseconds=50");
        await node.UntilAsync(async () => (await node.EventsAsync(Model)).Contains("version-promoted", StringComparer.Ordinal)); // the last of the start
        await node.PutAsync(Label, """{"version":"1"}""");
        var point = await node.SequenceAsync(Model);
        _phases.Add(new Allowed("3", "1"));
        await using var load = SteadyLoad.Start(node, Six, Model, Model, Label);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var step in Script(node, folder, point, round))
                await TakeAsync(node, load, step);
        }

        var answers = await load.StopAsync();
        answers.Where(answer => answer.Status != HttpStatusCode.OK).ShouldBeEmpty();
        answers.Where(answer => !MayBe(answer)).ShouldBeEmpty();
        answers.ShouldAllBe(answer => answer.Value == (answer.Version == "1" ? 5 : answer.Version == "2" ? 6 : 4));
        answers.Select(answer => answer.Version!).ToHashSet(StringComparer.Ordinal).ShouldBe(["1", "2", "3"], ignoreOrder: true);
        var metrics = Exposition.Parse(await node.Http.GetStringAsync("/metrics"));
        metrics["modelcluster_dropped_during_swap_total{model=\"half_plus_two\"}"].ShouldBe(0);
    }

    /// <summary>One round; it ends as it began: the newest version serves, the label is on version 1.</summary>
    private static IEnumerable<Step> Script(NodeProcess node, TestFolder folder, long point, int round)
    {
        yield return new(() => node.PutAsync(Label, """{"version":"2"}"""), new("3", "2"));
        yield return new(() => PlanAsync("""{"shares":[{"version":"1","weight":80},{"version":"2","weight":20}],"sticky_header":"X-User"}"""), new("12", "2"));
        yield return new(() => PlanAsync("""{"shares":[{"version":"3","weight":1}],"mirror":{"version":"1","percent":100}}"""), new("3", "2"));
        yield return new(() => PlanAsync("""{"shares":[{"version":"1","weight":1},{"version":"3","weight":1}],"limits":{"candidate":"3","period_seconds":60,"max_error_rate":0}}"""), new("13", "2"));
        yield return new(() => node.PutAsync(Label, """{"version":"1"}"""), new("13", "1"));
        yield return new(() => DoAsync("versions/1/pin"), new("1", "1"));
        yield return new(() => DoAsync("unpin"), new("13", "1"), IsLoadedAsync);
        yield return new(() => PlanAsync("{}"), new("3", "1"));
        yield return new(PauseAsync, new("3", "1"));
        yield return new(() => DoAsync("versions/3/reload"), new("3", "1"));
        yield return new(() => DoAsync("versions/3/drain"), new("2", "1"));
        yield return new(() => DoAsync("versions/3/resume"), new("3", "1"));
        yield return new(() => DoAsync("versions/3/unload"), new("2", "1"));
        yield return new(() => DoAsync("versions/3/resume"), new("3", "1"), IsLoadedAsync);
        yield return new(WriteSettings, new("3", "1"), async () => await node.SettingAsync(Model, "queue_limit") == $"{500 + round} model.json");
        yield return new(() => node.PutAsync(Label, """{"version":"2"}"""), new("3", "2"));
        yield return new(() => DoAsync("rollback", $$"""{"to":{{point}}}"""), new("3", "1"), IsLoadedAsync);
        yield return new(() => DoAsync("configure", """{"config":null}"""), new("3", "1"), IsLoadedAsync);

        Task DoAsync(string path, string body = "") => node.OperateAsync($"{Model}/{path}", body);

        Task PlanAsync(string json) => node.PutAsync($"{Model}/traffic", json);

        async Task PauseAsync()
        {
            await DoAsync("versions/3/pause");
            await DoAsync("versions/3/resume");
        }

        async Task<bool> IsLoadedAsync() => await node.IsReadyAsync(Model, "2") && await node.IsReadyAsync(Model, "3");

        Task WriteSettings()
        {
            folder.Write($"{Model}/model.json", $$"""{"version_policy":"all","queue_limit":{{500 + round}},"replicas":{{1 + (round % 2)}}}""");
            return Task.CompletedTask;
        }
    }

    /// <summary>While it changes, what was and what is to be may answer; then only what is.</summary>
    private async Task TakeAsync(NodeProcess node, SteadyLoad load, Step step)
    {
        _phases.Add(_phases[^1].Or(step.After));
        load.NextPhase();
        await step.DoAsync();
        await node.UntilAsync(step.IsDoneAsync);
        _phases.Add(step.After);
        load.NextPhase();
        await node.UntilAsync(() => Task.FromResult(load.IsSeenByAll));
    }

    private bool MayBe(LoadAnswer answer)
    {
        var phases = _phases[answer.Sent..(answer.Answered + 1)];
        return phases.Exists(allowed => (answer.Path == Label ? allowed.OfLabel : allowed.OfModel).Contains(answer.Version!, StringComparison.Ordinal));
    }

    /// <param name="OfModel">The versions that may answer who names none, one digit each.</param>
    /// <param name="OfLabel">The same for who names the label.</param>
    private sealed record Allowed(string OfModel, string OfLabel)
    {
        internal Allowed Or(Allowed other) => new(OfModel + other.OfModel, OfLabel + other.OfLabel);
    }

    private sealed record Step(Func<Task> DoAsync, Allowed After, Func<Task<bool>>? IsDone = null)
    {
        internal Task<bool> IsDoneAsync() => IsDone?.Invoke() ?? Task.FromResult(true);
    }
}
