using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ModelCluster.TestKit;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>
/// A real node in a process of its own, on a free port, with a folder of its own for models and data. Killed when the test
/// ends, if it still runs.
/// </summary>
internal sealed partial class NodeProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Uri> _deployments = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeProcess(Process process, TestFolder folder)
    {
        _process = process;
        Folder = folder;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => Ended();
    }

    internal static string Executable => Path.Combine(AppContext.BaseDirectory, "modelcluster");

    internal TestFolder Folder { get; }

    internal string Log => string.Join('\n', _log);

    internal HttpClient Http { get; } = new() { Timeout = RealTimeGuard.Limit };

    internal int Port => Http.BaseAddress!.Port;

    /// <summary>The deployments' own listener.</summary>
    internal HttpClient Deployments { get; } = new() { Timeout = RealTimeGuard.Limit };

    internal int Id => _process.Id;

    /// <summary>Starts a node on the models copied into <see cref="TestFolder.Models"/>; returns when it listens.</summary>
    internal static async Task<NodeProcess> StartAsync(TestFolder folder, params string[] args)
    {
        var process = Create([.. args, "--models", folder.Models, "--data", folder.Data, "--http", "127.0.0.1:0", "--deployments", "127.0.0.1:0"]);
        var node = new NodeProcess(process, folder);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        node.Http.BaseAddress = await node._address.Task.WaitAsync(RealTimeGuard.Limit);
        node.Deployments.BaseAddress = await node._deployments.Task.WaitAsync(RealTimeGuard.Limit);
        return node;
    }

    /// <summary>Starts a node and waits until every required model is available.</summary>
    internal static async Task<NodeProcess> StartReadyAsync(TestFolder folder, params string[] args)
    {
        var node = await StartAsync(folder, args);
        await node.UntilAsync(async () => (await node.Http.GetAsync("/v2/health/ready")).IsSuccessStatusCode);
        return node;
    }

    /// <summary>Runs a node that is expected to end by itself.</summary>
    internal static async Task<(int ExitCode, string Output)> RunToEndAsync(params string[] args)
    {
        using var process = Create(args);
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(RealTimeGuard.Limit);
        return (process.ExitCode, await output + await error);
    }

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    internal async Task<int> TerminateAsync()
    {
        SendSignal(_process.Id, 15).ShouldBe(0);
        await _process.WaitForExitAsync().WaitAsync(RealTimeGuard.Limit);
        return _process.ExitCode;
    }

    /// <summary>Waits for the end that something else brings about.</summary>
    internal async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(RealTimeGuard.Limit);
        return _process.ExitCode;
    }

    /// <summary>Ends it at once, as kill -9 does.</summary>
    internal void Kill() => _process.Kill();

    /// <summary>Asks again and again until it is so; fails with the node's log when that takes too long.</summary>
    internal async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var watch = Stopwatch.StartNew();
        while (!await isSo())
        {
            if (watch.Elapsed > RealTimeGuard.Limit)
                throw new TimeoutException($"it did not become so within {RealTimeGuard.Limit}; the node says:\n{Log}");
            await timer.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Deployments.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Folder.Dispose();
    }

    private static Process Create(string[] args) => new()
    {
        EnableRaisingEvents = true,
        StartInfo = new ProcessStartInfo(Executable, args) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true },
    };

    private void Ended()
    {
        var ended = new InvalidOperationException($"the node ended:\n{Log}");
        _address.TrySetException(ended);
        _deployments.TrySetException(ended);
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        _log.Enqueue(line);
        var at = line.IndexOf("listening on ", StringComparison.Ordinal);
        if (at < 0)
            return;
        var address = new Uri(line[(at + "listening on ".Length)..].Split('"', ' ')[0]); // a quote: in the JSON log
        if (!_address.TrySetResult(address))
            _deployments.TrySetResult(address);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
