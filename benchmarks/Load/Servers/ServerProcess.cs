using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Net;
using System.Text;
using ModelCluster.Load.Driving;

namespace ModelCluster.Load.Servers;

/// <summary>A server under measurement, in a process of its own. Killed in the end.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly AllocationProbe? _probe;

    private ServerProcess(Process process, AllocationProbe? probe, IPEndPoint address, TimeSpan listening)
    {
        _probe = probe;
        _process = process;
        Address = address;
        Listening = listening;
    }

    public IPEndPoint Address { get; }

    /// <summary>From the start of the process to its line that says where it listens.</summary>
    public TimeSpan Listening { get; }

    /// <summary>Processor time used so far, of all its threads.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in MB (10⁶ bytes).</summary>
    public double ResidentMegabytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1e6;
        }
    }

    /// <summary>Bytes it has allocated so far; 0 if it was started without the probe.</summary>
    public long AllocatedBytes => _probe?.AllocatedBytes ?? 0;

    /// <summary>Starts an executable and waits until it says "listening on".</summary>
    public static ServerProcess Start(AllocationProbe? probe, string executable, params string[] args)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(executable, args) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = Paths.Root },
        };
        foreach (var (name, value) in probe?.Environment ?? ReadOnlyDictionary<string, string>.Empty)
            process.StartInfo.Environment[name] = value;
        var listening = new TaskCompletionSource<(IPEndPoint Address, TimeSpan Took)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var began = Stopwatch.GetTimestamp();
        process.OutputDataReceived += (_, line) =>
        {
            if (AddressIn(line.Data) is { } address)
                listening.TrySetResult((address, Stopwatch.GetElapsedTime(began)));
        };
        process.Start();
        process.BeginOutputReadLine();
        if (!listening.Task.Wait(Patience))
            throw new TimeoutException($"{executable} does not listen");
        return new ServerProcess(process, probe, listening.Task.Result.Address, listening.Task.Result.Took);
    }

    /// <summary>Asks again and again until the answer to <c>GET path</c> is 200 and <paramref name="isSo"/>; how long it took.</summary>
    public TimeSpan Until(string path, Func<string, bool> isSo, int everyMilliseconds = 5)
    {
        var began = Stopwatch.GetTimestamp();
        using var connection = new HttpConnection(Address);
        var request = HttpMessage.Get(path);
        while (connection.Exchange(request, out var body) != 200 || !isSo(Encoding.UTF8.GetString(body)))
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"GET {path} is not as expected after {Patience}: {Encoding.UTF8.GetString(body)}");
            Thread.Sleep(everyMilliseconds);
        }

        return Stopwatch.GetElapsedTime(began);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _probe?.Dispose();
    }

    private static IPEndPoint? AddressIn(string? line)
    {
        const string Scheme = "http://";
        if (line is null || !line.Contains("listening on", StringComparison.Ordinal))
            return null;
        var at = line.IndexOf(Scheme, StringComparison.Ordinal);
        return IPEndPoint.Parse(line[(at + Scheme.Length)..].Trim());
    }
}
