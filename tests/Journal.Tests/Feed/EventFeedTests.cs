using ModelCluster.Actors.Journal;
using ModelCluster.Actors.Journal.Feed;
using ModelCluster.Contracts.History;
using ModelCluster.TestKit;

namespace ModelCluster.Journal.Tests.Feed;

public sealed class EventFeedTests
{
    [Fact]
    public async Task Gives_what_has_happened_and_then_what_happens_each_once_and_in_order()
    {
        using var fixture = new FeedFixture();
        await fixture.WriteAsync(1_234);
        var items = fixture.Read(after: 0);
        for (var ordinal = 1; ordinal <= 1_234; ordinal++)
            (await items.NextOrdinalAsync()).ShouldBe(ordinal);
        var next = items.NextAsync();
        await fixture.WriteAsync(3);
        (await next).Event!.Ordinal.ShouldBe(1_235);
        (await items.NextOrdinalAsync()).ShouldBe(1_236);
        (await items.NextOrdinalAsync()).ShouldBe(1_237);
        items.Current.Event!.ShouldBe(new FeedEvent(1_237, "model/m", 1_237, Sample.Time.ToUniversalTime(), "said", "\"1237\"", Sample.Cause));
    }

    [Fact]
    public async Task Without_a_start_only_what_happens_from_now_on()
    {
        using var fixture = new FeedFixture();
        await fixture.WriteAsync(5);
        var next = fixture.Read(after: null).NextAsync();
        await fixture.Time.WaitForTimersAsync(1); // the pump has begun, so the reader has
        await fixture.WriteAsync(1);
        (await next).Event!.Ordinal.ShouldBe(6);
    }

    [Fact]
    public async Task What_another_node_wrote_comes_with_the_next_look()
    {
        using var fixture = new FeedFixture();
        var next = fixture.Read(after: 0).NextAsync();
        await fixture.Time.WaitForTimersAsync(1);
        await fixture.WriteElsewhereAsync(1);
        while (!next.IsCompleted)
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await next).Event!.Ordinal.ShouldBe(1);
    }

    [Fact]
    public async Task Only_events_that_fit_the_filter()
    {
        using var fixture = new FeedFixture();
        await fixture.WriteAsync(2);
        await fixture.Journal.AppendAsync(Sample.Append("deployment/d", 1, "d"));
        await fixture.WriteAsync(1);
        var wanted = new EventFilter { Actors = ["deployment/d", "nobody"], Types = ["said"], Causes = ["ops"] };
        (await fixture.Read(after: 0, wanted).NextOrdinalAsync()).ShouldBe(3);
        var unwanted = fixture.Read(after: 0, new EventFilter { Causes = ["someone else"] }).NextAsync();
        await fixture.WriteAsync(1);
        unwanted.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Any_number_of_readers_costs_one_query_for_what_happens()
    {
        using var fixture = new FeedFixture();
        var readers = Enumerable.Range(0, 50).Select(_ => fixture.Read(after: 0)).ToList();
        var first = readers.Select(reader => reader.NextAsync()).ToList();
        await fixture.Time.WaitForTimersAsync(1);
        await fixture.WriteAsync(1);
        foreach (var item in await Task.WhenAll(first))
            item.Event!.Ordinal.ShouldBe(1);
        var second = readers.Select(reader => reader.NextAsync()).ToList();
        var before = fixture.Faulty.PagesRead;
        await fixture.WriteAsync(1);
        await Task.WhenAll(second);
        (fixture.Faulty.PagesRead - before).ShouldBeLessThan(10);
    }

    [Fact]
    public async Task A_reader_that_is_too_slow_is_told_so_at_the_end_and_can_go_on_where_it_was()
    {
        using var fixture = new FeedFixture();
        var items = fixture.Read(after: 0);
        var first = items.NextAsync();
        await fixture.Time.WaitForTimersAsync(1);
        await fixture.WriteAsync(EventFeed.MostWaiting + 50);
        (await first).Event!.Ordinal.ShouldBe(1);
        while (fixture.Time.ActiveTimers > 0)
            await Task.Yield(); // until the pump has given the reader up, and so has nobody left
        long last = 1;
        string? notice = null;
        while (await items.MoveNextAsync().AsTask().OrFailAsync("the end of the feed"))
        {
            if (items.Current.Event is { } happened)
                happened.Ordinal.ShouldBe(++last);
            notice = items.Current.Notice;
        }

        notice.ShouldNotBeNull().ShouldStartWith("too slow");
        (await fixture.Read(after: last).NextOrdinalAsync()).ShouldBe(last + 1);
    }

    [Fact]
    public async Task While_the_journal_is_away_a_notice_says_so_and_then_it_goes_on_without_loss()
    {
        using var fixture = new FeedFixture();
        await fixture.WriteAsync(1);
        var items = fixture.Read(after: 0);
        (await items.NextOrdinalAsync()).ShouldBe(1);
        var next = items.NextAsync();
        await fixture.Time.WaitForTimersAsync(1);
        fixture.Faulty.ReadFailure = new JournalUnavailableException("no disk", mayHaveBeenWritten: false);
        await fixture.WriteAsync(1);
        (await next).Notice.ShouldBe("the journal cannot be read now: no disk");
        var back = items.NextAsync();
        fixture.Faulty.ReadFailure = null;
        await fixture.WriteAsync(1);
        (await back).Notice.ShouldBe("the journal can be read again");
        (await items.NextOrdinalAsync()).ShouldBe(2);
        (await items.NextOrdinalAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task A_journal_that_is_away_at_the_start_keeps_no_reader_out()
    {
        using var fixture = new FeedFixture();
        await fixture.WriteAsync(1);
        fixture.Faulty.ReadFailure = new JournalUnavailableException("no disk", mayHaveBeenWritten: false);
        var items = fixture.Read(after: null);
        (await items.NextAsync()).Notice.ShouldBe("the journal cannot be read now: no disk");
        var back = items.NextAsync();
        await fixture.Time.WaitForTimersAsync(1);
        fixture.Faulty.ReadFailure = null;
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        (await back).Notice.ShouldBe("the journal can be read again");
        var next = items.NextAsync();
        await fixture.Time.WaitForTimersAsync(1);
        await fixture.WriteAsync(1);
        (await next).Event!.Ordinal.ShouldBe(2);
    }

    [Fact]
    public async Task Readers_that_come_while_others_read_miss_nothing()
    {
        using var fixture = new FeedFixture();
        var readers = new List<Task<List<long>>>();
        for (var round = 0; round < 20; round++)
        {
            readers.Add(ReadToAsync(fixture.Read(after: 0), 400));
            await fixture.WriteAsync(20);
        }

        foreach (var seen in await Task.WhenAll(readers).OrFailAsync("all readers"))
            seen.ShouldBe(Enumerable.Range(1, 400).Select(ordinal => (long)ordinal));
    }

    private static async Task<List<long>> ReadToAsync(IAsyncEnumerator<FeedItem> items, long last)
    {
        var seen = new List<long>();
        do
            seen.Add(await items.NextOrdinalAsync());
        while (seen[^1] < last);
        await items.DisposeAsync();
        return seen;
    }
}
