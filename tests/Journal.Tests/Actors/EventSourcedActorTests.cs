using System.Collections.Concurrent;
using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Kernel;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Journal;

namespace ModelCluster.Journal.Tests.Actors;

public sealed class EventSourcedActorTests : IAsyncLifetime
{
    private static readonly JournalUnavailableException Away = new("the database is away.", mayHaveBeenWritten: false);
    private readonly InMemoryJournal _stored = new();
    private readonly FaultyJournal _journal;
    private readonly VirtualTime _time = new();
    private readonly RecordedEvents _events = new();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly ActorSystem _system;

    public EventSourcedActorTests()
    {
        _journal = new FaultyJournal(_stored);
        _system = new ActorSystem(_events, _time, new ActorSystemOptions { GuardianStrategy = RecoveryStrategy.Default });
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _journal.Open();
        await _system.DisposeAsync().AsTask().OrFailAsync("the end of the actor system");
    }

    [Fact]
    public async Task Replies_only_after_the_event_is_durable()
    {
        var scribe = Spawn();
        (await GetAsync(scribe)).ShouldBe("");
        await _journal.ArrivedAsync();
        _journal.Close();
        var reply = SayAsync(scribe, "hello");
        await _journal.ArrivedAsync();
        await _system.WhenIdleAsync();
        reply.IsCompleted.ShouldBeFalse();
        _log.ShouldBe(["recovered 0 at 0"]);
        _journal.Open();
        (await reply).ShouldBe("ok 1");
        var record = (await _stored.ReadAsync("scribe", 1, 10)).Single();
        (record.Event.Type, record.Cause, record.Time).ShouldBe(("said", Scribe.Cause, _time.GetUtcNow()));
        _log.ShouldBe(["recovered 0 at 0", "said hello"]);
    }

    [Fact]
    public async Task Messages_wait_in_order_while_an_event_is_written()
    {
        var scribe = Spawn();
        await GetAsync(scribe);
        _journal.Close();
        var replies = new[] { "a", "b", "c" }.Select(word => SayAsync(scribe, word)).ToList();
        var read = GetAsync(scribe);
        var last = SayAsync(scribe, "d");
        _journal.Open();
        (await Task.WhenAll(replies)).ShouldBe(["ok 1", "ok 2", "ok 3"]);
        (await read).ShouldBe("a b c");
        (await last).ShouldBe("ok 4");
    }

    [Fact]
    public async Task Messages_wait_for_the_recovery_within_the_mailboxs_bound()
    {
        _journal.Close();
        var scribe = Spawn(props => props.WithBoundedMailbox(2));
        await _journal.ArrivedAsync();
        var first = SayAsync(scribe, "a");
        var second = GetAsync(scribe);
        (await Should.ThrowAsync<AskFailedException>(() => GetAsync(scribe))).Failure.ShouldBe(AskFailure.MailboxFull);
        _journal.Open();
        (await first).ShouldBe("ok 1");
        (await second).ShouldBe("a");
    }

    [Fact]
    public async Task The_events_of_one_decision_are_written_together()
    {
        var scribe = Spawn();
        (await SayAsync(scribe, "a", "b", "c")).ShouldBe("ok 3");
        (await _stored.ReadAsync("scribe", 1, 10)).Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Recovers_to_the_state_it_had(int snapshotEvery)
    {
        var scribe = Spawn(snapshotEvery: snapshotEvery);
        foreach (var word in new[] { "a", "b", "c", "d", "e", "f", "g" }) await SayAsync(scribe, word);
        await StopAsync(scribe);
        var again = Spawn(snapshotEvery: snapshotEvery);
        (await GetAsync(again)).ShouldBe("a b c d e f g");
        (await SayAsync(again, "h")).ShouldBe("ok 8");
        (await _stored.ReadHeadAsync("scribe")).HighestSequenceNr.ShouldBe(8);
    }

    [Fact]
    public async Task A_recovery_starts_at_the_snapshot_and_needs_no_events_before_it()
    {
        var scribe = Spawn(snapshotEvery: 4);
        foreach (var word in new[] { "a", "b", "c", "d", "e" }) await SayAsync(scribe, word);
        await UntilAsync(async () => (await _stored.ReadHeadAsync("scribe")).Snapshot is not null);
        await StopAsync(scribe);
        (await _stored.ReadHeadAsync("scribe")).Snapshot!.SequenceNr.ShouldBe(4);
        await _stored.ClearAsync("scribe", 4);
        (await GetAsync(Spawn())).ShouldBe("a b c d e");
    }

    [Fact]
    public async Task A_snapshot_of_another_release_is_left_aside_while_the_events_are_there()
    {
        var scribe = Spawn();
        foreach (var word in new[] { "a", "b" }) await SayAsync(scribe, word);
        await StopAsync(scribe);
        await _stored.SaveSnapshotAsync(new SnapshotRecord("scribe", 2, _time.GetUtcNow(), "words", 99, "{}"));
        var again = Spawn();
        (await GetAsync(again)).ShouldBe("a b");
        await StopAsync(again);
        await _stored.ClearAsync("scribe", 2);
        Spawn();
        await UntilAsync(() => Task.FromResult(!_events.Failures.IsEmpty));
        _events.Failures.First().Failure.Exception.ShouldBeOfType<RecoveryFailedException>().Message.ShouldContain("version 99");
    }

    [Fact]
    public async Task An_old_form_of_an_event_is_upgraded()
    {
        await _stored.AppendAsync(new Append("scribe", 1, [new EncodedEvent("said", 1, "\"word\"")], _time.GetUtcNow(), Scribe.Cause, Guid.NewGuid()));
        (await GetAsync(Spawn())).ShouldBe("old word");
    }

    [Fact]
    public async Task A_forgotten_history_starts_empty_behind_its_old_numbers()
    {
        var scribe = Spawn();
        await SayAsync(scribe, "a", "b");
        await StopAsync(scribe);
        await _stored.ForgetAsync("scribe");
        var again = Spawn();
        (await SayAsync(again, "c")).ShouldBe("ok 1");
        (await _stored.ReadAsync("scribe", 1, 10)).Single().SequenceNr.ShouldBe(3);
    }

    [Fact]
    public async Task A_write_that_fails_refuses_the_change_and_the_actor_goes_on()
    {
        var scribe = Spawn();
        await SayAsync(scribe, "a");
        _journal.AppendFailure = Away;
        (await SayAsync(scribe, "b")).ShouldBe("JournalUnavailable: the database is away.");
        (await GetAsync(scribe)).ShouldBe("a");
        _journal.AppendFailure = null;
        (await SayAsync(scribe, "c")).ShouldBe("ok 2");
        (await GetAsync(scribe)).ShouldBe("a c");
        _events.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_of_unknown_outcome_that_happened_is_taken_over_before_the_next_decision()
    {
        var scribe = Spawn();
        await SayAsync(scribe, "a");
        _journal.FailureAfterAppend = new JournalUnavailableException("broke while committing.", mayHaveBeenWritten: true);
        (await SayAsync(scribe, "b")).ShouldStartWith("OutcomeUnknown:");
        _journal.FailureAfterAppend = null;
        (await SayAsync(scribe, "c")).ShouldBe("ok 3");
        (await GetAsync(scribe)).ShouldBe("a b c");
        _events.Failures.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_of_unknown_outcome_that_did_not_happen_is_found_out_too()
    {
        var scribe = Spawn();
        await SayAsync(scribe, "a");
        _journal.AppendFailure = new JournalUnavailableException("broke while committing.", mayHaveBeenWritten: true);
        (await SayAsync(scribe, "b")).ShouldStartWith("OutcomeUnknown:");
        _journal.ReadFailure = Away;
        (await SayAsync(scribe, "c")).ShouldBe("JournalUnavailable: the database is away.");
        (_journal.AppendFailure, _journal.ReadFailure) = (null, null);
        (await SayAsync(scribe, "d")).ShouldBe("ok 2");
        (await GetAsync(scribe)).ShouldBe("a d");
    }

    [Fact]
    public async Task A_write_of_unknown_outcome_is_found_out_without_a_message()
    {
        var scribe = Spawn();
        await SayAsync(scribe, "a");
        _journal.FailureAfterAppend = new JournalUnavailableException("broke while committing.", mayHaveBeenWritten: true);
        _journal.ReadFailure = Away;
        (await SayAsync(scribe, "b")).ShouldStartWith("OutcomeUnknown:");
        await _time.WaitForTimersAsync(1);
        _time.Advance(TimeSpan.FromSeconds(2));
        await _time.WaitForTimersAsync(1);
        (await GetAsync(scribe)).ShouldBe("a");
        _journal.ReadFailure = null;
        _time.Advance(TimeSpan.FromSeconds(2));
        await UntilAsync(async () => await GetAsync(scribe) == "a b");
        _log.ToList().Exists(line => line == "recovered 2 at 2").ShouldBeTrue();
    }

    [Fact]
    public async Task A_newer_owner_stops_the_actor_and_the_change_is_refused()
    {
        var scribe = Spawn();
        await SayAsync(scribe, "a");
        await _stored.AppendAsync(new Append("scribe", 2, [new EncodedEvent("cleared", 1, "{}")], _time.GetUtcNow(), Scribe.Cause, Guid.NewGuid()));
        (await SayAsync(scribe, "b")).ShouldStartWith("NewerOwner: 'scribe' already has a newer owner");
        await scribe.ExpectTerminatedAsync();
        var (failure, directive, _) = _events.Failures.ShouldHaveSingleItem();
        failure.Exception.ShouldBeOfType<SequenceConflictException>().Actual.ShouldBe(2);
        directive.ShouldBe(Directive.Stop);
        (await _stored.ReadHeadAsync("scribe")).HighestSequenceNr.ShouldBe(2);
    }

    [Fact]
    public async Task A_recovery_that_fails_is_tried_again_after_a_backoff_and_no_message_is_lost()
    {
        await SayAsync(Spawn(id: "other"), "x");
        _journal.ReadFailure = Away;
        var scribe = Spawn();
        var reply = SayAsync(scribe, "a");
        await UntilAsync(() => Task.FromResult(!_events.Failures.IsEmpty));
        var (failure, directive, backoff) = _events.Failures.First();
        failure.Exception.ShouldBeOfType<RecoveryFailedException>().InnerException.ShouldBe(Away);
        directive.ShouldBe(Directive.Restart);
        backoff.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        await _time.WaitForTimersAsync(1);
        _journal.ReadFailure = null;
        _time.Advance(backoff);
        (await reply).ShouldBe("ok 1");
    }

    [Theory]
    [InlineData("payload")]
    [InlineData("type")]
    [InlineData("missing")]
    [InlineData("last")]
    public async Task A_corrupt_or_missing_record_is_a_recovery_failure_that_names_it(string damage)
    {
        var scribe = Spawn();
        await SayAsync(scribe, "a", "b", "c");
        await StopAsync(scribe);
        var at = damage == "last" ? 3 : 2;
        _stored.Damage("scribe", at, damage switch
        {
            "payload" => new EncodedEvent("said", 2, "{ oops"),
            "type" => new EncodedEvent("shouted", 1, "{}"),
            _ => null,
        });
        Spawn();
        await UntilAsync(() => Task.FromResult(!_events.Failures.IsEmpty));
        var failure = _events.Failures.First().Failure.Exception.ShouldBeOfType<RecoveryFailedException>();
        failure.NeedsRepair.ShouldBeTrue();
        failure.Message.ShouldContain($"record {at} of 'scribe'");
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_saved_is_reported_and_changes_nothing()
    {
        _journal.SnapshotFailure = Away;
        var scribe = Spawn(snapshotEvery: 1);
        (await SayAsync(scribe, "a")).ShouldBe("ok 1");
        await UntilAsync(() => Task.FromResult(!_events.HookFailures.IsEmpty));
        _events.HookFailures.First().Hook.ShouldBe("SaveSnapshot");
        _journal.SnapshotFailure = null;
        (await SayAsync(scribe, "b")).ShouldBe("ok 2");
        await UntilAsync(async () => (await _stored.ReadHeadAsync("scribe")).Snapshot is { SequenceNr: 2 });
    }

    [Fact]
    public async Task An_actor_that_fails_by_itself_comes_back_with_its_state()
    {
        var scribe = Spawn();
        await SayAsync(scribe, "a");
        scribe.Tell(new Scribe.Fail());
        var read = GetAsync(scribe);
        await UntilAsync(() => Task.FromResult(!_events.Failures.IsEmpty));
        await _time.WaitForTimersAsync(1);
        _time.Advance(TimeSpan.FromMinutes(1));
        (await read).ShouldBe("a");
        _log.Last().ShouldBe("recovered 1 at 1");
    }

    [Fact]
    public async Task A_stop_while_writing_tells_who_waits_that_the_outcome_is_open()
    {
        var scribe = Spawn();
        await GetAsync(scribe);
        await _journal.ArrivedAsync();
        _journal.Close();
        var reply = SayAsync(scribe, "a");
        await _journal.ArrivedAsync();
        _system.Stop(scribe);
        (await reply).ShouldStartWith("Stopped: 'scribe' stopped");
    }

    private ActorRef<Scribe.IMessage> Spawn(
        Func<Props<Scribe.IMessage>, Props<Scribe.IMessage>>? configure = null, int snapshotEvery = 1000, string id = "scribe")
    {
        var sourcing = Scribe.SourcingOf(_journal) with { SnapshotEvery = snapshotEvery, PageSize = 2 };
        var props = Props.Create<Scribe.IMessage>(() => new Scribe(id, sourcing, _log.Enqueue));
        return _system.Spawn(configure?.Invoke(props) ?? props);
    }

    private static Task<string> SayAsync(ActorRef<Scribe.IMessage> scribe, params string[] words) =>
        scribe.AskAsync<string>(replyTo => new Scribe.Say(replyTo, words), Timeout.InfiniteTimeSpan).AsTask().OrFailAsync("the scribe's answer");

    private static Task<string> GetAsync(ActorRef<Scribe.IMessage> scribe) =>
        scribe.AskAsync<string>(replyTo => new Scribe.Get(replyTo), Timeout.InfiniteTimeSpan).AsTask().OrFailAsync("the scribe's words");

    private async Task StopAsync(ActorRef scribe)
    {
        _system.Stop(scribe);
        await scribe.ExpectTerminatedAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(RealTimeGuard.Limit);
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
