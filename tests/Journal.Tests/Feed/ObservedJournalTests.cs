using ModelCluster.Actors.Journal;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Journal.Tests.Feed;

public sealed class ObservedJournalTests
{
    [Fact]
    public async Task Counts_what_was_written_what_failed_and_how_long_the_oldest_waits()
    {
        using var fixture = new FeedFixture();
        await fixture.WriteAsync(2);
        fixture.Faulty.AppendFailure = new JournalUnavailableException("full", mayHaveBeenWritten: false);
        await Should.ThrowAsync<JournalUnavailableException>(() => fixture.Journal.AppendAsync(Sample.Append("model/x", 1, "x")));
        fixture.Faulty.AppendFailure = null;
        fixture.Faulty.Close();
        var waiting = fixture.Journal.AppendAsync(Sample.Append("model/x", 1, "x"));
        fixture.Time.Advance(TimeSpan.FromSeconds(3));
        Values(fixture).ShouldBe("events_total 2; append_failures_total 1; pending_appends 1; lag_seconds 3");
        fixture.Faulty.Open();
        await waiting;
        Values(fixture).ShouldBe("events_total 3; append_failures_total 1; pending_appends 0; lag_seconds 0");
    }

    [Fact]
    public async Task Tells_why_the_journal_could_not_be_reached_until_it_can()
    {
        using var fixture = new FeedFixture();
        fixture.Faulty.AppendFailure = new JournalUnavailableException("disk full", mayHaveBeenWritten: false);
        fixture.Faulty.ReadFailure = new JournalUnavailableException("gone", mayHaveBeenWritten: false);
        await Should.ThrowAsync<JournalUnavailableException>(() => fixture.Journal.AppendAsync(Sample.Append("model/x", 1, "x")));
        fixture.Journal.Problem.ShouldBe("disk full");
        await Should.ThrowAsync<JournalUnavailableException>(() => fixture.Journal.ReadLastOrdinalAsync(TestContext.Current.CancellationToken));
        fixture.Journal.Problem.ShouldBe("gone");
        fixture.Faulty.ReadFailure = null;
        await fixture.Journal.ReadLastOrdinalAsync(TestContext.Current.CancellationToken);
        fixture.Journal.Problem.ShouldBeNull();
    }

    private static string Values(FeedFixture fixture)
    {
        var writer = new Writer();
        fixture.Journal.Write(writer);
        return string.Join("; ", writer.Values);
    }

    private sealed class Writer : MetricWriter
    {
        public List<string> Values { get; } = [];

        public override MetricFamily Family(string name, string help, MetricType type) => new Series(name["modelcluster_journal_".Length..], Values);
    }

    private sealed class Series(string name, List<string> values) : MetricFamily
    {
        public override void Add(MetricLabels labels, double value) => values.Add($"{name} {value}");

        public override void Add(MetricLabels labels, ReadOnlySpan<double> bounds, ReadOnlySpan<long> counts, double sum) => throw new NotSupportedException();
    }
}
