using ModelCluster.Actors.Journal;
using ModelCluster.TestKit;

namespace ModelCluster.Journal.Tests.Adapters;

/// <summary>What every journal promises; one subclass for each kind.</summary>
public abstract class JournalContract : IAsyncLifetime
{
    private readonly List<IJournal> _opened = [];

    protected IJournal Journal { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await PrepareAsync();
        Journal = Open();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var journal in _opened.OfType<IAsyncDisposable>()) await journal.DisposeAsync();
        await CleanUpAsync();
    }

    /// <summary>Another journal on the same data, as another process would open it.</summary>
    protected IJournal Open()
    {
        var journal = Create();
        _opened.Add(journal);
        return journal;
    }

    protected abstract Task PrepareAsync();

    protected abstract IJournal Create();

    protected abstract Task CleanUpAsync();

    [Fact]
    public async Task The_last_ordinal_is_that_of_the_newest_event_of_all_histories()
    {
        (await Journal.ReadLastOrdinalAsync()).ShouldBe(0);
        await Journal.AppendAsync(Sample.Append("a", 1, "one"));
        await Journal.AppendAsync(Sample.Append("b", 1, "one", "two"));
        (await Journal.ReadLastOrdinalAsync()).ShouldBe((await Journal.ReadAllAsync(0, 10))[^1].Ordinal);
    }

    [Fact]
    public async Task Reads_back_what_was_appended()
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "one", "two"));
        await Journal.AppendAsync(Sample.Append("a", 3, "three"));
        var records = await Journal.ReadAsync("a", 1, 100);
        records.Select(record => record.SequenceNr).ShouldBe([1, 2, 3]);
        records.Select(record => record.Event).ShouldBe([Sample.Event("one"), Sample.Event("two"), Sample.Event("three")]);
        records.ShouldAllBe(record => record.Time == Sample.Time && record.Time.Offset == TimeSpan.Zero
            && record.Cause == Sample.Cause && record.Writer == Sample.Writer && record.PersistenceId == "a");
    }

    [Fact]
    public async Task Another_process_reads_the_same()
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "one"));
        (await Open().ReadAsync("a", 1, 100)).Single().Event.ShouldBe(Sample.Event("one"));
    }

    [Fact]
    public async Task An_unknown_history_is_empty()
    {
        (await Journal.ReadHeadAsync("nobody")).ShouldBe(new JournalHead(0, 0, Snapshot: null));
        (await Journal.ReadAsync("nobody", 1, 10)).ShouldBeEmpty();
        (await Journal.ReadAllAsync(0, 10)).ShouldBeEmpty();
        (await Journal.ReadIdsAsync("", 10)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task An_append_elsewhere_than_at_the_end_is_a_conflict_and_writes_nothing(long first)
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "one", "two"));
        var conflict = await Should.ThrowAsync<SequenceConflictException>(() => Journal.AppendAsync(Sample.Append("a", first, "no", "no")));
        (conflict.PersistenceId, conflict.Expected, conflict.Actual).ShouldBe(("a", first, 2));
        conflict.Message.ShouldContain("'a' already has a newer owner");
        (await Journal.ReadAsync("a", 1, 100)).Count.ShouldBe(2);
        (await Journal.ReadHeadAsync("a")).HighestSequenceNr.ShouldBe(2);
    }

    [Fact]
    public async Task A_history_starts_at_one()
    {
        var conflict = await Should.ThrowAsync<SequenceConflictException>(() => Journal.AppendAsync(Sample.Append("new", 2, "no")));
        conflict.Actual.ShouldBe(0);
        (await Journal.ReadIdsAsync("", 10)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_many_writers_at_the_same_number_exactly_one_wins()
    {
        var others = Enumerable.Range(0, 3).Select(_ => Open()).ToList();
        for (var number = 1; number <= 10; number++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(async () =>
            {
                try
                {
                    await others[i % others.Count].AppendAsync(Sample.Append("contested", number, $"by {i}"));
                    return $"by {i}";
                }
                catch (SequenceConflictException)
                {
                    return null;
                }
            })));
            var winner = outcomes.OfType<string>().ShouldHaveSingleItem();
            (await Journal.ReadAsync("contested", number, 10)).Single().Event.ShouldBe(Sample.Event(winner));
        }
    }

    [Fact]
    public async Task Histories_do_not_disturb_each_other_and_none_is_lost()
    {
        var second = Open();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(id => Task.Run(async () =>
        {
            for (var number = 1; number <= 10; number++)
                await (id % 2 == 0 ? Journal : second).AppendAsync(Sample.Append($"id-{id:00}", number, $"{id}/{number}"));
        })));
        (await Journal.ReadIdsAsync("", 100)).ShouldBe(Enumerable.Range(0, 20).Select(id => $"id-{id:00}"));
        foreach (var id in Enumerable.Range(0, 20))
            (await Journal.ReadAsync($"id-{id:00}", 1, 100)).Select(record => record.Event).ShouldBe(Enumerable.Range(1, 10).Select(number => Sample.Event($"{id}/{number}")));
    }

    [Fact]
    public async Task A_reader_across_histories_misses_nothing_while_two_processes_write()
    {
        const int writers = 8, each = 25;
        var second = Open();
        var writing = Task.WhenAll(Enumerable.Range(0, writers).Select(id => Task.Run(async () =>
        {
            for (var number = 1; number <= each; number++)
                await (id % 2 == 0 ? Journal : second).AppendAsync(Sample.Append($"id-{id}", number, $"{number}"));
        })));
        var seen = new List<EventRecord>();
        var reader = Open();
        while (seen.Count < writers * each)
        {
            seen.AddRange(await reader.ReadAllAsync(seen.Count == 0 ? 0 : seen[^1].Ordinal, 7));
            if (writing.IsFaulted) await writing;
        }

        await writing.OrFailAsync("the writers");
        seen.Select(record => record.Ordinal).ShouldBeInOrder();
        seen.Select(record => (record.PersistenceId, record.SequenceNr)).Distinct().Count().ShouldBe(writers * each);
        foreach (var history in seen.GroupBy(record => record.PersistenceId, StringComparer.Ordinal))
            history.Select(record => record.SequenceNr).ShouldBe(Enumerable.Range(1, each).Select(number => (long)number));
    }

    [Fact]
    public async Task Pages_are_bounded_and_go_on_where_asked()
    {
        await Journal.AppendAsync(Sample.Append("a", 1, [.. Enumerable.Range(1, 25).Select(i => $"{i}")]));
        (await Journal.ReadAsync("a", 1, 10)).Select(record => record.SequenceNr).ShouldBe(Enumerable.Range(1, 10).Select(i => (long)i));
        (await Journal.ReadAsync("a", 21, 10)).Select(record => record.SequenceNr).ShouldBe(Enumerable.Range(21, 5).Select(i => (long)i));
        (await Journal.ReadAsync("a", 26, 10)).ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Journal.ReadAsync("a", 1, 0));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Journal.ReadAllAsync(0, JournalLimits.MaxPage + 1));
    }

    [Fact]
    public async Task Ids_come_in_ordinal_order_page_by_page()
    {
        string[] ids = ["B", "a", "b", "model/digits", "ä"];
        foreach (var id in ids.Reverse()) await Journal.AppendAsync(Sample.Append(id, 1, "x"));
        (await Journal.ReadIdsAsync("", 3)).ShouldBe(["B", "a", "b"]);
        (await Journal.ReadIdsAsync("b", 3)).ShouldBe(["model/digits", "ä"]);
    }

    [Fact]
    public async Task Keeps_the_newest_snapshot()
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "1", "2", "3", "4"));
        await Journal.SaveSnapshotAsync(Sample.Snapshot("a", 2));
        await Journal.SaveSnapshotAsync(Sample.Snapshot("a", 4));
        await Journal.SaveSnapshotAsync(Sample.Snapshot("a", 3));
        (await Journal.ReadHeadAsync("a")).ShouldBe(new JournalHead(4, 0, Sample.Snapshot("a", 4)));
    }

    [Fact]
    public async Task Clears_only_what_a_snapshot_stands_for()
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "1", "2", "3", "4"));
        (await Should.ThrowAsync<InvalidOperationException>(() => Journal.ClearAsync("a", 2))).Message.ShouldContain("'a'");
        await Journal.SaveSnapshotAsync(Sample.Snapshot("a", 3));
        await Should.ThrowAsync<InvalidOperationException>(() => Journal.ClearAsync("a", 4));
        await Journal.ClearAsync("a", 3);
        (await Journal.ReadAsync("a", 1, 10)).Select(record => record.SequenceNr).ShouldBe([4]);
        (await Journal.ReadHeadAsync("a")).ShouldBe(new JournalHead(4, 3, Sample.Snapshot("a", 3)));
        await Journal.AppendAsync(Sample.Append("a", 5, "5"));
        (await Journal.ReadIdsAsync("", 10)).ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_forgotten_history_is_gone_but_its_numbers_are_not_used_again()
    {
        await Journal.AppendAsync(Sample.Append("a", 1, "1", "2"));
        await Journal.SaveSnapshotAsync(Sample.Snapshot("a", 2));
        await Journal.ForgetAsync("a");
        (await Journal.ReadIdsAsync("", 10)).ShouldBeEmpty();
        (await Journal.ReadAllAsync(0, 10)).ShouldBeEmpty();
        (await Journal.ReadHeadAsync("a")).ShouldBe(new JournalHead(2, 2, Snapshot: null));
        await Should.ThrowAsync<SequenceConflictException>(() => Journal.AppendAsync(Sample.Append("a", 1, "deposed")));
        await Journal.AppendAsync(Sample.Append("a", 3, "again"));
        (await Journal.ReadIdsAsync("", 10)).ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_large_append_is_one()
    {
        var large = new string('x', 1_000_000);
        await Journal.AppendAsync(Sample.Append("a", 1, [large, .. Enumerable.Repeat("y", 2_999)]));
        (await Journal.ReadHeadAsync("a")).HighestSequenceNr.ShouldBe(3_000);
        (await Journal.ReadAsync("a", 1, 1)).Single().Event.ShouldBe(Sample.Event(large));
    }
}
