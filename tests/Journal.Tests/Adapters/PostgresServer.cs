using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ModelCluster.TestKit;
using Npgsql;

namespace ModelCluster.Journal.Tests.Adapters;

/// <summary>
/// A real PostgreSQL in a folder and on a port of its own, started as an ordinary process. Where its programs are missing, tests
/// that ask for it are skipped and say so.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modelcluster-postgres-").FullName;
    private readonly string? _programs = FindPrograms();
    private readonly int _port = FreePort();
    private int _databases;

    private string Data => Path.Combine(_folder, "data");

    public async ValueTask InitializeAsync()
    {
        if (_programs is null) return;
        if (Environment.UserName == "root") await RunAsync("chown", "postgres", _folder);
        await RunProgramAsync("initdb", "-D", Data, "-A", "trust", "-U", "postgres", "--no-locale", "-E", "UTF8", "--no-sync");
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_programs is not null) await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // without fsync: only a crash of the machine could tell, and a start would wait for the whole disk
    public Task StartAsync() => RunProgramAsync(
        "pg_ctl", "start", "-w", "-D", Data, "-l", Path.Combine(_folder, "log"), "-o", $"-p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c fsync=off");

    /// <summary>At once, as if it had crashed.</summary>
    public Task StopAsync() => RunProgramAsync("pg_ctl", "stop", "-w", "-D", Data, "-m", "immediate");

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        SkipWhereMissing();
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(Connection("postgres"));
        await using var create = source.CreateCommand($"CREATE DATABASE {name}");
        await create.ExecuteNonQueryAsync();
        return Connection(name);
    }

    public string Connection(string database) => $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database}";

    private void SkipWhereMissing()
    {
        if (_programs is null) Assert.Skip("PostgreSQL's initdb and pg_ctl are not installed here (Debian: apt-get install postgresql)");
    }

    private Task RunProgramAsync(string program, params string[] args)
    {
        var path = Path.Combine(_programs!, program);

        // PostgreSQL refuses to run as root
        return Environment.UserName == "root" ? RunAsync("runuser", ["-u", "postgres", "--", path, .. args]) : RunAsync(path, args);
    }

    private async Task RunAsync(string program, params string[] args)
    {
        // output goes to nowhere: the server would inherit a pipe and keep it open
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1 </dev/null", program, .. args]) { WorkingDirectory = _folder })!;
        await process.WaitForExitAsync().OrFailAsync($"{program} to end");
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', args)}; see {_folder}");
    }

    private static string? FindPrograms()
    {
        var installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")) : [];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return installed.OrderDescending(StringComparer.Ordinal).Concat(onPath)
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
