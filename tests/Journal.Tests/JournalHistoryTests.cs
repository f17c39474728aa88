using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.TestKit.Journal;

namespace ModelCluster.Journal.Tests;

public sealed class JournalHistoryTests
{
    private static readonly ModelName Model = ModelName.Parse("m");
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>2,500 events, one a minute; every tenth is a failure, every hundredth is bob's.</summary>
    private readonly InMemoryJournal _journal = new();

    [Fact]
    public async Task Oldest_first_from_a_number_on()
    {
        (await ReadAsync(new HistoryQuery { Limit = 2 })).ShouldBe([1, 2]);
        (await ReadAsync(new HistoryQuery { From = 2_499, Limit = 9 })).ShouldBe([2_499, 2_500]);
    }

    [Fact]
    public async Task Newest_first_from_the_end_or_from_a_number_backwards()
    {
        (await ReadAsync(new HistoryQuery { IsNewestFirst = true, Limit = 3 })).ShouldBe([2_500, 2_499, 2_498]);
        (await ReadAsync(new HistoryQuery { IsNewestFirst = true, From = 2, Limit = 9 })).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task Filters_look_past_the_first_page()
    {
        (await ReadAsync(new HistoryQuery { Types = ["failed"], From = 1_995, Limit = 2 })).ShouldBe([2_000, 2_010]);
        (await ReadAsync(new HistoryQuery { Types = ["failed"], Causes = ["bob"], Limit = 1_000 })).Count.ShouldBe(25);
        (await ReadAsync(new HistoryQuery { Causes = ["bob"], IsNewestFirst = true, From = 1_150, Limit = 3 })).ShouldBe([1_100, 1_000, 900]);
    }

    [Fact]
    public async Task Times_are_inclusive()
    {
        (await ReadAsync(new HistoryQuery { Since = Start.AddMinutes(1_500), Until = Start.AddMinutes(1_502) })).ShouldBe([1_500, 1_501, 1_502]);
        (await ReadAsync(new HistoryQuery { Since = Start.AddMinutes(2_499), IsNewestFirst = true })).ShouldBe([2_500, 2_499]);
        (await ReadAsync(new HistoryQuery { Since = Start.AddMinutes(9_000) })).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_model_that_never_was_has_no_history_in_either_order()
    {
        var history = new JournalHistory(_journal);
        (await history.ReadAsync(ModelName.Parse("nobody"), new HistoryQuery(), CancellationToken.None)).ShouldBeEmpty();
        (await history.ReadAsync(ModelName.Parse("nobody"), new HistoryQuery { IsNewestFirst = true }, CancellationToken.None)).ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<long>> ReadAsync(HistoryQuery query)
    {
        if ((await _journal.ReadHeadAsync("model/m")).HighestSequenceNr == 0)
            await WriteAsync();
        return [.. (await new JournalHistory(_journal).ReadAsync(Model, query, CancellationToken.None)).Select(entry => entry.SequenceNr)];
    }

    private async Task WriteAsync()
    {
        for (var number = 1; number <= 2_500; number++)
        {
            var happened = new EncodedEvent(number % 10 == 0 ? "failed" : "loaded", 1, "{}");
            var cause = new Cause(CauseKind.ApiKey, number % 100 == 0 ? "bob" : "alice");
            await _journal.AppendAsync(new Append("model/m", number, [happened], Start.AddMinutes(number), cause, Guid.Empty));
        }
    }
}
