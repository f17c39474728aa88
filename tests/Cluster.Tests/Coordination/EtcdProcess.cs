using System.Diagnostics;
using System.Runtime.InteropServices;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.Coordination;

/// <summary>A real etcd of one or three members on free ports of this machine, with data of its own.</summary>
internal sealed partial class EtcdProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelcluster-etcd-");
    private readonly List<Member> _members = [];

    private EtcdProcess()
    {
    }

    internal IReadOnlyList<Uri> Endpoints => [.. _members.Select(member => member.Client)];

    /// <summary>Starts it; returns when every member says that it is healthy.</summary>
    /// <param name="members">One or three.</param>
    /// <param name="host">The address of this machine that it is reached at.</param>
    internal static async Task<EtcdProcess> StartAsync(int members = 1, string host = "127.0.0.1")
    {
        Assert.SkipUnless(IsInstalled, "etcd is not installed (Debian: apt-get install etcd-server)");
        var etcd = new EtcdProcess();
        for (var i = 0; i < members; i++)
            etcd._members.Add(new Member($"m{i}", new Uri($"http://{host}:{FreePort.Next()}"), new Uri($"http://{host}:{FreePort.Next()}")));
        foreach (var member in etcd._members)
            etcd.Start(member);
        foreach (var member in etcd._members)
            await UntilHealthyAsync(member);
        return etcd;
    }

    internal void Kill(int member) => _members[member].Process!.Kill();

    internal void Freeze(int member) => Signal(member, 19);

    internal void Thaw(int member) => Signal(member, 18);

    /// <summary>Starts a member again on the data it had.</summary>
    internal async Task RestartAsync(int member)
    {
        await _members[member].Process!.WaitForExitAsync();
        Start(_members[member]);
        await UntilHealthyAsync(_members[member]);
    }

    /// <summary>Starts a member again with nothing of what it had.</summary>
    internal async Task RestartEmptyAsync(int member)
    {
        await _members[member].Process!.WaitForExitAsync();
        Directory.Delete(Path.Combine(_folder.FullName, _members[member].Name), recursive: true);
        await RestartAsync(member);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _members.Select(member => member.Process).OfType<Process>())
        {
            if (!process.HasExited)
                process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "etcd")));

    private void Start(Member member)
    {
        string[] args =
        [
            "--name", member.Name,
            "--data-dir", Path.Combine(_folder.FullName, member.Name),
            "--listen-client-urls", Origin(member.Client),
            "--advertise-client-urls", Origin(member.Client),
            "--listen-peer-urls", Origin(member.Peer),
            "--initial-advertise-peer-urls", Origin(member.Peer),
            "--initial-cluster", string.Join(',', _members.Select(other => $"{other.Name}={Origin(other.Peer)}")),
            "--initial-cluster-state", "new",
            "--logger", "zap",
            "--log-outputs", Path.Combine(_folder.FullName, $"{member.Name}.log"),
        ];
        member.Process = Process.Start(new ProcessStartInfo("etcd", args) { UseShellExecute = false })!;
    }

    private static async Task UntilHealthyAsync(Member member)
    {
        using var http = new HttpClient { BaseAddress = member.Client };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var limit = new CancellationTokenSource(RealTimeGuard.Limit);
        while (!await IsHealthyAsync(http))
            await timer.WaitForNextTickAsync(limit.Token);
    }

    private static async Task<bool> IsHealthyAsync(HttpClient http)
    {
        try
        {
            return (await http.GetStringAsync("/health")).Contains("\"true\"", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false; // not yet
        }
    }

    private void Signal(int member, int signal) => SendSignal(_members[member].Process!.Id, signal).ShouldBe(0);

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    private sealed record Member(string Name, Uri Client, Uri Peer)
    {
        internal Process? Process { get; set; }
    }
}
