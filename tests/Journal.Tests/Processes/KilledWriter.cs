using ModelCluster.Node.Sql;

namespace ModelCluster.Journal.Tests.Processes;

/// <summary>A process that appends as fast as it can, and says on standard output what was acknowledged, until it is killed.</summary>
internal static class KilledWriter
{
    internal const string Verb = "write-until-killed";
    internal const int Histories = 4;

    internal static async Task<int> RunAsync(string connection)
    {
        var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        await using var journal = new SqlJournal(JournalConnection.Parse(connection, dataFolder: "."));
        await Task.WhenAll(Enumerable.Range(0, Histories).Select(history => Task.Run(async () =>
        {
            for (var number = 1; ; number++)
            {
                await journal.AppendAsync(Sample.Append($"history-{history}", number, $"{number}"));
                await output.WriteLineAsync($"{history} {number}");
            }
        })));
        return 1; // never: the loops have no end
    }
}
