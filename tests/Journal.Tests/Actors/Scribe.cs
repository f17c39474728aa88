using System.Collections.Immutable;
using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.History;

namespace ModelCluster.Journal.Tests.Actors;

/// <summary>The actor under test: it remembers words.</summary>
internal sealed class Scribe(string id, EventSourcing<Scribe.Words, Scribe.IEvent> sourcing, Action<string>? log = null)
    : EventSourcedActor<Scribe.IMessage, Scribe.Words, Scribe.IEvent>(id, sourcing)
{
    internal static readonly Cause Cause = new(CauseKind.ApiKey, "ops");

    internal static readonly EventCodec<IEvent> Codec = new EventCodec<IEvent>()
        .Writes("said", 2, static () => WordsJson.Default.Said)
        .Reads("said", 1, static () => WordsJson.Default.String, text => new Said($"old {text}"))
        .Writes("cleared", 1, static () => WordsJson.Default.Cleared);

    internal static EventSourcing<Words, IEvent> SourcingOf(IJournal journal, int snapshotVersion = 1) =>
        new(journal, Codec, new SnapshotCodec<Words>("words", snapshotVersion, static () => WordsJson.Default.Words));

    protected override Words Initial => new([]);

    protected override Words Apply(Words state, IEvent happened) => happened switch
    {
        Said said => new Words(state.All.Add(said.Word)),
        Cleared => new Words([]),
        _ => throw new InvalidOperationException($"{happened} is no event of a scribe."),
    };

    protected override Decision<Words, IEvent> Decide(Words state, IMessage message) => message switch
    {
        Say say => Persist(Cause, [.. say.Words.Select(word => new Said(word))])
            .Then(after => log?.Invoke($"said {string.Join(' ', after.All)}"))
            .ThenReply(say.ReplyTo, after => $"ok {after.All.Length}")
            .OrReply(say.ReplyTo, refusal => $"{refusal.Reason}: {refusal.Message}"),
        Get get => Nothing.ThenReply(get.ReplyTo, now => string.Join(' ', now.All)),
        Fail => throw new InvalidOperationException("told to fail"),
        _ => throw new InvalidOperationException($"{message} is no message to a scribe."),
    };

    protected override void OnRecovered() => log?.Invoke($"recovered {State.All.Length} at {SequenceNr}");

    internal interface IMessage;

    internal sealed record Say(ReplyTo<string> ReplyTo, params string[] Words) : IMessage;

    internal sealed record Get(ReplyTo<string> ReplyTo) : IMessage;

    internal sealed record Fail : IMessage;

    internal interface IEvent;

    internal sealed record Said(string Word) : IEvent;

    internal sealed record Cleared : IEvent;

    internal sealed record Words(ImmutableArray<string> All);
}
