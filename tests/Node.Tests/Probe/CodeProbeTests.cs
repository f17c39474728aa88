using System.Diagnostics;
using System.Globalization;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Code;
using ModelCluster.Node.Probe;
using ModelCluster.Node.Tests.Code;
using ModelCluster.Node.Tests.Processes;
using ModelCluster.Node.Tests.Repository;
using ModelCluster.TestKit;

namespace ModelCluster.Node.Tests.Probe;

/// <summary>Tries real assemblies out in real processes of the node's program.</summary>
[Collection(ProbeChildren.Ours)]
public sealed class CodeProbeTests : IAsyncDisposable
{
    private static readonly ProbeBounds Generous = new(RealTimeGuard.Limit, 1L << 30);

    private readonly TempFolder _folder = new();
    private readonly ProbePool _pool = new(NodeProcess.Executable, [], atOnce: 1, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Code_passes_whatever_it_writes_and_catches_and_its_process_is_not_used_again()
    {
        var source = TestAssembly.Servable(
            TestAssembly.Body("x[i]"),
            """
            public Tested()
            {
                Console.Write("{");
                Console.In.ReadToEnd();
                try { ((string)null!).Trim(); }
                catch (NullReferenceException) { }
            }
            """);
        (await TryAsync(source)).ShouldBe(new ProbeVerdict(ProbeOutcome.Passed));
        ProbeChildren.Of(Environment.ProcessId).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_process_runs_no_code_that_the_node_may_not_run()
    {
        var notAllowed = await TryAsync(TestAssembly.Times(2), rules => rules with { Allow = false });
        notAllowed.Outcome.ShouldBe(ProbeOutcome.Refused);
        notAllowed.Detail.ShouldContain("--Repository:AllowCode=true");
        (await TryAsync(TestAssembly.Times(2), rules => rules with { DataFolder = _folder.Root })).Detail.ShouldContain("never from an upload");
    }

    [Fact]
    public async Task A_constructor_that_throws_is_refused_with_its_message()
    {
        var verdict = await TryAsync(TestAssembly.Servable("return default;", "public Tested() => throw new InvalidOperationException(\"no weights\");"));
        verdict.Outcome.ShouldBe(ProbeOutcome.Refused);
        verdict.Detail.ShouldContain("InvalidOperationException: no weights");
    }

    [Fact]
    public async Task A_class_whose_static_members_fail_is_refused_with_the_exception()
    {
        var verdict = await TryAsync(TestAssembly.Servable("return default;", "static Tested() => throw new InvalidOperationException(\"no library\");"));
        verdict.Outcome.ShouldBe(ProbeOutcome.Refused, verdict.Detail);
        verdict.Detail.ShouldContain("TypeInitializationException");
    }

    [Fact]
    public async Task Code_that_ends_its_process_is_told_by_its_exit_code()
    {
        var verdict = await TryAsync(TestAssembly.Servable("Environment.Exit(7); return default;"));
        verdict.Outcome.ShouldBe(ProbeOutcome.Crashed);
        verdict.Detail.ShouldContain("exit code 7 while it ran the model");
    }

    [Fact]
    public async Task Code_that_eats_memory_does_not_get_it()
    {
        var verdict = await TryAsync(TestAssembly.Servable(
            "return default;", "public Tested() { for (var all = new List<byte[]>(); ; all[^1].AsSpan().Fill(1)) all.Add(new byte[1 << 24]); }"));
        verdict.Outcome.ShouldBe(ProbeOutcome.OutOfMemory);
        verdict.Reason("f", Generous).ShouldContain("Probe:MemoryMegabytes");
    }

    [Fact]
    public async Task A_process_that_code_has_started_does_not_hide_that_the_code_crashed()
    {
        var verdict = await TryAsync(TestAssembly.Servable(
            "return default;",
            """
            public Tested(ServableContext context)
            {
                using var helper = System.Diagnostics.Process.Start("sleep", "600");
                System.IO.File.WriteAllText(System.IO.Path.Combine(context.Folder, "helper"), $"{helper.Id}");
                Environment.FailFast("gone");
            }
            """));
        using var helper = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Root, "tested", "1", "helper")), CultureInfo.InvariantCulture));
        helper.Kill();
        verdict.Outcome.ShouldBe(ProbeOutcome.Crashed);
        verdict.Detail.ShouldContain("SIGABRT");
    }

    private Task<ProbeVerdict> TryAsync(string source, Func<CodeRules, CodeRules>? change = null)
    {
        var path = TestAssembly.Write(Path.Combine(_folder.Root, "tested", "1"), "Tested", source);
        var rules = new CodeRules(Allow: true, [_folder.Root], DataFolder: "/nowhere");
        var request = new ProbeRequest(
            "tested", "1", path, new SessionSettings(), SharedThreads: 1, MaxBatchSize: null,
            new Dictionary<string, string>(StringComparer.Ordinal), Samples: [], Generous.MemoryBytes, change?.Invoke(rules) ?? rules);
        return _pool.TryAsync(request, Generous, default).OrFailAsync("the verdict");
    }
}
