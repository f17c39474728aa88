using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models.History;
using ModelCluster.Micro.Kernel;
using ModelCluster.Node.Sql;

namespace ModelCluster.Micro.Journal;

/// <summary>
/// What history costs: appends, and the recovery of an actor with 10,000 events. SQLite in the temporary folder, or the database
/// that the environment variable JOURNAL names.
/// </summary>
internal static class JournalSuite
{
    private const int Events = 10_000;

    public static async Task RunAsync(Report report)
    {
        var folder = Directory.CreateTempSubdirectory("modelcluster-bench-");
        try
        {
            await using var journal = new SqlJournal(JournalConnection.Parse(Environment.GetEnvironmentVariable("JOURNAL") ?? "", folder.FullName));
            report.Add(await AppendAsync(journal, writers: 1, each: 400));
            report.Add(await AppendAsync(journal, writers: 64, each: 50));
            report.Add(await RecoverAsync(journal), target: 5);
            report.Add(await RecoverModelAsync(journal), target: 5);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Measurement> AppendAsync(SqlJournal journal, int writers, int each) => await Measurement.TakeAsync(
        $"append one event, {writers} at once", writers * each,
        () => Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            var id = NewId();
            for (var number = 1; number <= each; number++) await journal.AppendAsync(Append(id, number, 1));
        }))),
        warmUps: 1, rounds: 5);

    private static async Task<Measurement> RecoverAsync(SqlJournal journal)
    {
        var id = NewId();
        await journal.AppendAsync(Append(id, 1, Events));
        await using var system = new ActorSystem(new SilentEvents());
        var sourcing = Counting.SourcingOf(journal);
        return await Measurement.TakeAsync($"recover {Events:N0} events, per actor", 1, async () =>
        {
            var actor = system.Spawn(Props.Create<Counting.Ask>(() => new Counting(id, sourcing)));
            var sum = await actor.AskAsync<long>(replyTo => new Counting.Ask(0, replyTo), TimeSpan.FromSeconds(30));
            if (sum != Events) throw new InvalidOperationException($"Recovered {sum} of {Events} events.");
            system.Stop(actor);
            await actor.Terminated;
        });
    }

    private static async Task<Measurement> RecoverModelAsync(SqlJournal journal)
    {
        var id = NewId();
        var encoded = Enumerable.Range(0, Events).Select(i => ModelEventCodec.Events.Encode(RecoveredModel.Event(i))).ToList();
        await journal.AppendAsync(new Append(id, 1, encoded, TimeProvider.System.GetUtcNow(), Counting.Cause, Guid.Empty));
        await using var system = new ActorSystem(new SilentEvents());
        var sourcing = new EventSourcing<ModelIntent, IModelEvent>(journal, ModelEventCodec.Events, ModelEventCodec.Snapshots);
        return await Measurement.TakeAsync($"recover a model of {Events:N0} events, without a snapshot", 1, async () =>
        {
            var actor = system.Spawn(Props.Create<RecoveredModel.Ask>(() => new RecoveredModel(id, sourcing)));
            var last = await actor.AskAsync<long>(replyTo => new RecoveredModel.Ask(replyTo), TimeSpan.FromSeconds(30));
            if (last != Events) throw new InvalidOperationException($"Recovered {last} of {Events} events.");
            system.Stop(actor);
            await actor.Terminated;
        });
    }

    private static Append Append(string id, long first, int count) => new(
        id, first,
        [.. Enumerable.Repeat(Counting.Codec.Encode(new Counting.Added(1, "version 3 of digits became available after 1.25 s")), count)],
        TimeProvider.System.GetUtcNow(), Counting.Cause, Guid.Empty);

    private static string NewId() => $"bench/{Guid.NewGuid():N}";
}
