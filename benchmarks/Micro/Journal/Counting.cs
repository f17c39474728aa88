using System.Text.Json.Serialization;
using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.History;

namespace ModelCluster.Micro.Journal;

/// <summary>An event-sourced actor that adds numbers.</summary>
internal sealed class Counting(string id, EventSourcing<Counting.Total, Counting.Added> sourcing)
    : EventSourcedActor<Counting.Ask, Counting.Total, Counting.Added>(id, sourcing)
{
    internal static readonly Cause Cause = new(CauseKind.System, "benchmark");
    internal static readonly EventCodec<Added> Codec = new EventCodec<Added>().Writes("added", 1, static () => CountingJson.Default.Added);

    internal static EventSourcing<Total, Added> SourcingOf(IJournal journal) =>
        new(journal, Codec, new SnapshotCodec<Total>("total", 1, static () => CountingJson.Default.Total)) { SnapshotEvery = int.MaxValue };

    protected override Total Initial => new(0);

    protected override Total Apply(Total state, Added happened) => new(state.Sum + happened.Number);

    protected override Decision<Total, Added> Decide(Total state, Ask message)
    {
        var decision = message.Add == 0 ? Nothing : Persist(Cause, new Added(message.Add, "version 3 of digits became available after 1.25 s"));
        return decision.ThenReply(message.ReplyTo, after => after.Sum);
    }

    internal sealed record Ask(long Add, ReplyTo<long> ReplyTo);

    internal sealed record Added(long Number, string Text);

    internal sealed record Total(long Sum);
}

[JsonSerializable(typeof(Counting.Added))]
[JsonSerializable(typeof(Counting.Total))]
internal sealed partial class CountingJson : JsonSerializerContext;
