using System.Diagnostics;
using ModelCluster.Journal.Tests.Adapters;
using ModelCluster.Node.Sql;
using ModelCluster.TestKit;

namespace ModelCluster.Journal.Tests.Processes;

[Collection("PostgreSQL")]
public sealed class KillTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modelcluster-kill-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(150)]
    [InlineData(700)]
    public async Task Kill_9_loses_nothing_acknowledged_in_sqlite(int acknowledgements) =>
        await CheckAsync($"Data Source={Path.Combine(_folder.FullName, "journal.db")}", acknowledgements);

    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    public async Task Kill_9_loses_nothing_acknowledged_in_postgresql(int acknowledgements) =>
        await CheckAsync(await server.CreateDatabaseAsync(), acknowledgements);

    private static async Task CheckAsync(string connection, int acknowledgements)
    {
        var acknowledged = await KillAfterAsync(connection, acknowledgements);
        await using var journal = new SqlJournal(JournalConnection.Parse(connection, dataFolder: "."));
        for (var history = 0; history < KilledWriter.Histories; history++)
        {
            var id = $"history-{history}";
            var found = await journal.ReadAsync(id, 1, 10_000);
            found.Select(record => record.SequenceNr).ShouldBe(Enumerable.Range(1, found.Count).Select(number => (long)number));
            found.Select(record => record.Event).ShouldBe(Enumerable.Range(1, found.Count).Select(number => Sample.Event($"{number}")));

            // the one append on its way may have become durable without anybody having been told
            found.Count.ShouldBeInRange(acknowledged[history], acknowledged[history] + 1, id);
            await journal.AppendAsync(Sample.Append(id, found.Count + 1, "goes on"));
        }
    }

    /// <summary>How many appends of each history had been acknowledged when the writer died.</summary>
    private static async Task<int[]> KillAfterAsync(string connection, int acknowledgements)
    {
        var acknowledged = new int[KilledWriter.Histories];
        using var writer = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [KilledWriter.Verb, connection]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var lines = 0;
        while (await writer.StandardOutput.ReadLineAsync().OrFailAsync("an acknowledgement") is { } line)
        {
            if (line.Split(' ') is not [var history, var number]) continue; // cut off by the kill
            acknowledged[int.Parse(history)] = int.Parse(number);
            if (++lines == acknowledgements) writer.Kill();
        }

        await writer.WaitForExitAsync().OrFailAsync("the end of the writer");
        lines.ShouldBeGreaterThanOrEqualTo(acknowledgements);
        return acknowledged;
    }
}
