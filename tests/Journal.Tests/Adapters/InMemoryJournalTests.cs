using ModelCluster.Actors.Journal;
using ModelCluster.TestKit.Journal;

namespace ModelCluster.Journal.Tests.Adapters;

public sealed class InMemoryJournalTests : JournalContract
{
    private readonly InMemoryJournal _journal = new();

    protected override Task PrepareAsync() => Task.CompletedTask;

    protected override IJournal Create() => _journal;

    protected override Task CleanUpAsync() => Task.CompletedTask;
}
