using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.Processes;

/// <summary>A real node in a process of its own. Killed when it is disposed of, if it still runs.</summary>
internal sealed partial class ClusterNode : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly TaskCompletionSource _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClusterNode(string name, Uri address, Process process)
    {
        (Name, Address, _process) = (name, address, process);
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => _listens.TrySetException(new InvalidOperationException($"node {name} ended:\n{Log}"));
        Http = new HttpClient { BaseAddress = address, Timeout = RealTimeGuard.Limit };
    }

    internal string Name { get; }

    internal Uri Address { get; }

    internal HttpClient Http { get; }

    internal string Log => string.Join('\n', _log);

    /// <summary>Starts it; returns when it listens.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="address">Where it is to listen.</param>
    /// <param name="command">What starts it elsewhere; empty: it is started as it is.</param>
    /// <param name="args">Its settings.</param>
    internal static async Task<ClusterNode> StartAsync(string name, Uri address, IReadOnlyList<string> command, params string[] args)
    {
        string[] all = [.. command, Path.Combine(AppContext.BaseDirectory, "modelcluster"), "--node", name, "--http", address.Authority, "--Deployments:Enabled=false", .. args];
        var process = new Process
        {
            EnableRaisingEvents = true,
            StartInfo = new ProcessStartInfo(all[0], all[1..])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.StartInfo.Environment["MODELCLUSTER__CLUSTER__SECRET"] = "a secret of tests alone";
        var node = new ClusterNode(name, address, process);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await node._listens.Task.WaitAsync(RealTimeGuard.Limit);
        return node;
    }

    internal void Kill() => _process.Kill();

    internal void Freeze() => Signal(_process.Id, 19);

    internal void Thaw() => Signal(_process.Id, 18);

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    internal async Task<int> TerminateAsync()
    {
        Signal(_process.Id, 15);
        await _process.WaitForExitAsync().WaitAsync(RealTimeGuard.Limit);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Signal(int process, int signal) => SendSignal(process, signal).ShouldBe(0);

    private void Read(string? line)
    {
        if (line is null)
            return;
        _log.Enqueue(line);
        if (line.Contains("listening on ", StringComparison.Ordinal))
            _listens.TrySetResult();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
