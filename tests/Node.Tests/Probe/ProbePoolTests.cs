using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Probe;
using ModelCluster.Node.Tests.Onnx;
using ModelCluster.Node.Tests.Processes;
using ModelCluster.TestKit;

namespace ModelCluster.Node.Tests.Probe;

/// <summary>Tries real files out in real processes of the node's program.</summary>
[Collection(ProbeChildren.Ours)]
public sealed class ProbePoolTests : IAsyncDisposable
{
    private static readonly ProbeBounds Generous = new(RealTimeGuard.Limit, 1L << 30);

    private readonly ProbePool _pool = new(NodeProcess.Executable, [], atOnce: 1, TimeProvider.System);

    public ValueTask DisposeAsync() => _pool.DisposeAsync();

    [Fact]
    public async Task Good_files_pass_one_after_the_other_in_one_process()
    {
        (await TryAsync("identity_fp32")).ShouldBe(new ProbeVerdict(ProbeOutcome.Passed));
        var process = Children().ShouldHaveSingleItem();
        (await TryAsync("identity_bytes")).Outcome.ShouldBe(ProbeOutcome.Passed);
        (await TryAsync("mixes_rows")).Outcome.ShouldBe(ProbeOutcome.Passed);
        Children().ShouldBe([process]);
        await _pool.DisposeAsync();
        Children().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_crash_names_the_signal_and_the_moment_and_takes_no_other_file_with_it()
    {
        await TryAsync("identity_fp32");
        var verdict = await TryAsync("overflows_the_stack");
        verdict.Outcome.ShouldBe(ProbeOutcome.Crashed);
        verdict.Detail.ShouldContain("SIGSEGV");
        verdict.Detail.ShouldContain("while it loaded the file");
        Children().ShouldBeEmpty();
        (await TryAsync("identity_fp32")).Outcome.ShouldBe(ProbeOutcome.Passed);
    }

    [Fact]
    public async Task A_file_that_never_comes_back_is_ended_when_its_time_is_over()
    {
        var verdict = await TryAsync("never_returns", Generous with { Time = TimeSpan.FromSeconds(2) });
        verdict.Outcome.ShouldBe(ProbeOutcome.TimedOut);
        verdict.Reason("f", Generous).ShouldContain("Probe:TimeoutSeconds");
        Children().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_asks_for_too_much_memory_does_not_get_it()
    {
        var verdict = await TryAsync("asks_for_64_gib");
        verdict.Outcome.ShouldBe(ProbeOutcome.OutOfMemory);
        verdict.Reason("f", Generous).ShouldContain("1,024 MiB");
        verdict.Reason("f", Generous).ShouldContain("Probe:MemoryMegabytes");
    }

    [Fact]
    public async Task A_process_that_takes_more_memory_than_it_may_is_ended_at_once()
    {
        var verdict = await TryAsync("never_returns", Generous with { MemoryBytes = 1 << 20 });
        verdict.Outcome.ShouldBe(ProbeOutcome.OutOfMemory);
        Children().ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_is_not_wanted_any_more_is_ended()
    {
        using var cancellation = new CancellationTokenSource();
        var running = _pool.TryAsync(Request("never_returns"), Generous, cancellation.Token);
        await UntilThereIsAChildAsync();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        Children().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_the_runtime_refuses_has_the_runtimes_reason()
    {
        var verdict = await TryAsync("broken_truncated");
        verdict.Outcome.ShouldBe(ProbeOutcome.Refused);
        verdict.Detail.ShouldContain("not a complete ONNX model");
    }

    [Fact]
    public async Task Samples_are_run_and_one_that_does_not_fit_is_no_crash()
    {
        var request = Request("identity_fp32") with { Samples = ["""{"inputs":[{"name":"nobody","shape":[1],"datatype":"FP32","data":[1]}]}"""u8.ToArray()] };
        (await _pool.TryAsync(request, Generous, default).OrFailAsync("the verdict")).Outcome.ShouldBe(ProbeOutcome.Passed);
    }

    [Fact]
    public async Task A_program_that_cannot_be_started_says_nothing_about_the_file()
    {
        await using var pool = new ProbePool("/nowhere/modelcluster", [], atOnce: 1, TimeProvider.System);
        var failure = await Should.ThrowAsync<ProbeUnavailableException>(pool.TryAsync(Request("identity_fp32"), Generous, default));
        failure.Message.ShouldContain("/nowhere/modelcluster");
    }

    private Task<ProbeVerdict> TryAsync(string model, ProbeBounds? bounds = null) =>
        _pool.TryAsync(Request(model), bounds ?? Generous, default).OrFailAsync($"the verdict on {model}");

    private static ProbeRequest Request(string model) => new(
        model, "1", OnnxTestBase.TestingModel(model), new SessionSettings(), SharedThreads: 1, MaxBatchSize: null,
        new Dictionary<string, string>(StringComparer.Ordinal), Samples: [], Generous.MemoryBytes);

    private static IEnumerable<int> Children() => ProbeChildren.Of(Environment.ProcessId);

    private async Task UntilThereIsAChildAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!Children().Any())
            await timer.WaitForNextTickAsync();
    }
}
