using System.Diagnostics;
using System.Text;
using ModelCluster.Node.Probe.Child;

namespace ModelCluster.Node.Probe;

/// <summary>
/// A process of the node's own program that tries files out, one at a time. Whoever holds it disposes it, which ends the
/// process if it still runs. One caller at a time.
/// </summary>
internal sealed class ProbeProcess : IAsyncDisposable
{
    /// <summary>From one look at the memory the process takes to the next: what it can take between two is little.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(25);

    /// <summary>For what a process that has ended still has to say: one that it started itself may keep its streams open for ever.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly LastLines _said = new();
    private readonly Task _listening;

    private ProbeProcess(Process process)
    {
        _process = process;
        _listening = ListenAsync();
    }

    /// <summary>Bytes of memory it takes now; 0 when it has ended.</summary>
    internal long ResidentBytes
    {
        get
        {
            try
            {
                _process.Refresh();
                return _process.HasExited ? 0 : _process.WorkingSet64;
            }
            catch (InvalidOperationException)
            {
                return 0; // it ended between the two looks
            }
        }
    }

    /// <summary>Starts it; it waits for its first file.</summary>
    /// <exception cref="ProbeUnavailableException">The system does not start it.</exception>
    internal static ProbeProcess Start(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, [.. arguments, ProbeCommand.Name])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        ProbeEnvironment.Prepare(start.Environment);
        try
        {
            return new ProbeProcess(Process.Start(start)!);
        }
        catch (Exception failure) when (failure is System.ComponentModel.Win32Exception or IOException)
        {
            throw new ProbeUnavailableException(
                $"no process can be started to try the file out in ({program}: {failure.Message}); Probe:Enabled=false loads files without that", failure);
        }
    }

    /// <summary>Tries a file out. After any outcome but passed and refused the process has ended.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the process has ended.</exception>
    internal async Task<ProbeVerdict> TryAsync(ProbeRequest request, ProbeBounds bounds, TimeProvider time, CancellationToken cancellation)
    {
        _said.Take();
        var before = ResidentBytes;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var answer = new Answer(_process, request);
        var tooMuch = WatchMemoryAsync(before + bounds.MemoryBytes, time, done.Token);
        var tooLong = Task.Delay(bounds.Time, time, done.Token);
        var ended = _process.WaitForExitAsync(done.Token);
        var first = await Task.WhenAny(answer.Verdict, tooMuch, tooLong, ended);
        await done.CancelAsync();
        if (ended.IsCompletedSuccessfully)
            await HearOutAsync(answer.Verdict);
        if (first != tooMuch && answer.Verdict.IsCompleted && await answer.Verdict is { } verdict)
            return verdict;
        var exitCode = await EndAsync();
        await HearOutAsync(answer.Verdict);
        cancellation.ThrowIfCancellationRequested();
        var said = _said.Take() is { Length: > 0 } text ? $"; it said: {text}" : "";
        if (first == tooMuch)
            return new ProbeVerdict(ProbeOutcome.OutOfMemory, $" {answer.Stage}{said}");
        return first == tooLong
            ? new ProbeVerdict(ProbeOutcome.TimedOut, $" {answer.Stage}{said}")
            : new ProbeVerdict(ProbeOutcome.Crashed, $"{Exits.Describe(exitCode)} {answer.Stage}{said}");
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process.Dispose();
    }

    private async Task<int> EndAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await HearOutAsync(_listening);
        return _process.ExitCode;
    }

    private static async Task HearOutAsync(Task listening)
    {
        if (await Task.WhenAny(listening, Task.Delay(LastWords)) == listening)
            await listening;
    }

    private async Task ListenAsync()
    {
        var lines = new BoundedLines(_process.StandardError, LastLines.MaxLength);
        while (await lines.ReadAsync() is { } line)
            _said.Add(line);
    }

    /// <summary>Ends when the process takes more than it may.</summary>
    private async Task WatchMemoryAsync(long limit, TimeProvider time, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(BetweenLooks, time);
        while (ResidentBytes <= limit)
            await timer.WaitForNextTickAsync(cancellation);
    }

    /// <summary>Sends the request and reads what the process says, up to its verdict or its end.</summary>
    private sealed class Answer
    {
        internal Answer(Process process, ProbeRequest request) => Verdict = ReadAsync(process, request);

        /// <summary>Null: the process has ended before it gave one.</summary>
        internal Task<ProbeVerdict?> Verdict { get; }

        /// <summary>How far it has come, to be put behind what happened then.</summary>
        internal string Stage { get; private set; } = "before it began";

        private async Task<ProbeVerdict?> ReadAsync(Process process, ProbeRequest request)
        {
            try
            {
                await process.StandardInput.WriteLineAsync(request.ToLine());
                await process.StandardInput.FlushAsync();
            }
            catch (IOException)
            {
                return null; // it has ended: its exit code and its last words say why
            }

            var lines = new BoundedLines(process.StandardOutput, ProbeReport.MaxLine);
            while (await lines.ReadAsync() is { } line)
            {
                switch (ProbeReport.TryParse(line))
                {
                    case { Stage: ProbeStage.Loading }:
                        Stage = "while it loaded the file";
                        break;
                    case { Stage: ProbeStage.Running }:
                        Stage = "while it ran the model";
                        break;
                    case { Stage: ProbeStage.Passed }:
                        return new ProbeVerdict(ProbeOutcome.Passed);
                    case { Stage: ProbeStage.Refused, Message: var reason }:
                        return new ProbeVerdict(ProbeOutcome.Refused, reason);
                    case { Stage: ProbeStage.OutOfMemory, Message: var reason }:
                        return new ProbeVerdict(ProbeOutcome.OutOfMemory, $" {Stage}: {reason}");
                    default:
                        break; // a line that a native library wrote
                }
            }

            return null;
        }
    }
}
