using ModelCluster.Actors.Journal;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.History;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>
/// Changes <c>servables.json</c> on request: checked, written to the journal, then in one step in place of the old file, which
/// the source sees. Thread-safe; one change at a time.
/// </summary>
internal sealed class ServablesAdmin(ServablesFile file, AmmsModelSource source, IServablesHistory history, IJournal journal) : IServablesAdmin, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    public ServablesView? Current => new(file.Path, file.Current?.Json, file.Problem);

    public async Task<ServablesOutcome> ApplyAsync(ReadOnlyMemory<byte> json, Cause cause, bool dryRun, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            var (configuration, errors) = ServablesReader.Read(json.Span, "servables.json");
            if (configuration is null)
            {
                var reason = string.Join("; ", errors);
                if (!dryRun)
                    await history.RejectedAsync(reason, cause);
                return new ServablesOutcome(AdminStatus.InvalidArgument, reason, []);
            }

            var changes = configuration.ChangesFrom(file.Current);
            if (dryRun)
                return new ServablesOutcome(AdminStatus.Done, "", changes);
            return await ApplyAsync(configuration, changes, cause) is { } refused
                ? new ServablesOutcome(AdminStatus.Failed, refused, [])
                : await SeenAsync(changes, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(long from, int limit, CancellationToken cancellation)
    {
        try
        {
            var records = await Task.Run(() => journal.ReadAsync(ServablesHistory.PersistenceId, from, limit, cancellation), cancellation);
            return [.. records.Select(record => new HistoryEntry(record.SequenceNr, record.Time, record.Event.Type, record.Event.Payload, record.Cause))];
        }
        catch (JournalException failure)
        {
            throw new HistoryUnavailableException($"the history of servables.json cannot be read now: {failure.Message}", failure);
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Null, or why nothing was changed.</summary>
    private async Task<string?> ApplyAsync(ServablesConfiguration configuration, IReadOnlyList<string> changes, Cause cause)
    {
        if (await history.AcceptedAsync(configuration.Json, changes, cause) is { Length: > 0 } unwritten)
            return $"the change could not be written to the journal, so nothing was changed: {unwritten}";
        var temporary = file.Path + ".tmp";
        try
        {
            await File.WriteAllTextAsync(temporary, configuration.Json);
            File.Move(temporary, file.Path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var reason = $"{file.Path} cannot be written, so nothing was changed: {e.Message}";
            await history.RejectedAsync(reason, cause);
            return reason;
        }
    }

    private async Task<ServablesOutcome> SeenAsync(IReadOnlyList<string> changes, CancellationToken cancellation)
    {
        await source.RefreshAsync(cancellation);
        return new ServablesOutcome(AdminStatus.Done, "", changes);
    }
}
