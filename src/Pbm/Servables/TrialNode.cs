using System.Collections.Concurrent;
using System.Diagnostics;
using ModelCluster.Pbm.Http;
using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Servables;

/// <summary>
/// A node that serves a few model folders for the length of a test: the very program that will serve them, on a free port of
/// this machine, with data that is thrown away. Ended when it is disposed.
/// </summary>
internal sealed class TrialNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private const int LinesKept = 50;

    private readonly Process _process;
    private readonly DirectoryInfo _scratch;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TrialNode(Process process, DirectoryInfo scratch)
    {
        _process = process;
        _scratch = scratch;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => _address.TrySetException(new PbmException(ExitCode.Failed, $"the node ended:{Environment.NewLine}{Said}"));
    }

    internal NodeClient Client { get; private set; } = null!;

    private string Said => string.Join(Environment.NewLine, _lines);

    /// <summary>Starts it on model folders, each served under the folder's name; returns when it listens.</summary>
    /// <param name="program">The node's program.</param>
    /// <param name="models">The folders.</param>
    /// <param name="allowCode">Whether servables that are .NET code may run.</param>
    /// <param name="cancellation">Gives up.</param>
    internal static async Task<TrialNode> StartAsync(string program, IEnumerable<DirectoryInfo> models, bool allowCode, CancellationToken cancellation)
    {
        var scratch = Directory.CreateTempSubdirectory("pbm-");
        var repository = scratch.CreateSubdirectory("models");
        foreach (var model in models)
            Directory.CreateSymbolicLink(Path.Combine(repository.FullName, model.Name), model.FullName);
        string[] args =
        [
            "--models", repository.FullName,
            "--data", Path.Combine(scratch.FullName, "data"),
            "--http", "127.0.0.1:0",
            "--Deployments:Enabled=false",
            $"--Repository:AllowCode={(allowCode ? "true" : "false")}",
        ];
        var start = new ProcessStartInfo(program, args) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var setting in start.Environment.Keys.Where(key => key.StartsWith("MODELCLUSTER__", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(setting); // those of a server are not meant for a trial
        var node = new TrialNode(new Process { EnableRaisingEvents = true, StartInfo = start }, scratch);
        try
        {
            node._process.Start();
            node._process.BeginOutputReadLine();
            node._process.BeginErrorReadLine();
            node.Client = new NodeClient(await node._address.Task.WaitAsync(TimeSpan.FromMinutes(1), cancellation), apiKey: null);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Every version of every model, once none is still on its way.</summary>
    internal async Task<IReadOnlyList<VersionEntry>> SettleAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var index = await Client.AskAsync(HttpMethod.Post, "/v2/repository/index", null, cancellation);
            var entries = index!.AsArray().Select(entry => VersionEntry.Read(entry!.AsObject())).ToList();
            if (entries.Count > 0 ? entries.TrueForAll(entry => entry.IsSettled) : await IsReadyAsync(cancellation))
                return entries;
            if (watch.Elapsed > Patience)
                throw new PbmException(ExitCode.Failed, $"not loaded within {Patience.TotalMinutes} minutes; the node said:{Environment.NewLine}{Said}");
            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>The reasons of what does not serve.</summary>
    internal async Task<string> WhyNotAsync(CancellationToken cancellation)
    {
        var reasons = (await SettleAsync(cancellation)).Where(entry => !entry.IsReady).Select(entry => entry.Reason).ToList();
        return reasons.Count == 0 ? "it is no model file" : string.Join("; ", reasons);
    }

    /// <summary>True without any model only when the repository was read and holds none.</summary>
    private async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        using var response = await Client.SendAsync(HttpMethod.Get, "/v2/health/ready", content: null, cancellation);
        return response.IsSuccessStatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (IsRunning)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _scratch.Delete(recursive: true);
    }

    private bool IsRunning
    {
        get
        {
            try
            {
                return !_process.HasExited;
            }
            catch (InvalidOperationException)
            {
                return false; // it was never started
            }
        }
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        if (_lines.Count > LinesKept)
            _lines.TryDequeue(out _);
        var at = line.IndexOf("listening on http", StringComparison.Ordinal);
        if (at >= 0)
            _address.TrySetResult(new Uri(line[(at + "listening on ".Length)..].Trim()));
    }
}
