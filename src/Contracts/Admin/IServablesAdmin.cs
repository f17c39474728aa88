using ModelCluster.Contracts.History;

namespace ModelCluster.Contracts.Admin;

/// <summary>Reads and changes <c>servables.json</c> on request. Thread-safe.</summary>
public interface IServablesAdmin
{
    /// <summary>The largest file, in bytes.</summary>
    const int MaxBytes = 1 << 20;

    /// <summary>What counts now; null when the node was started without such a file.</summary>
    ServablesView? Current { get; }

    /// <summary>
    /// Checks a whole new file; when it is good, writes it to the journal, then in place of the old one, and makes it count.
    /// Nothing has changed when it is refused. A refusal is written to the journal, but not that of a dry run.
    /// </summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="cause">Who asked.</param>
    /// <param name="dryRun">True: only say what would change.</param>
    /// <param name="cancellation">Gives up waiting; what was begun goes on.</param>
    Task<ServablesOutcome> ApplyAsync(ReadOnlyMemory<byte> json, Cause cause, bool dryRun, CancellationToken cancellation);

    /// <summary>What was accepted and rejected, oldest first.</summary>
    /// <param name="from">The first sequence number wanted, from 1.</param>
    /// <param name="limit">1 to <see cref="IModelHistory.MaxLimit"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HistoryUnavailableException">The journal cannot be read now.</exception>
    Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(long from, int limit, CancellationToken cancellation);
}

/// <summary>What counts of <c>servables.json</c>.</summary>
/// <param name="File">Its path.</param>
/// <param name="Json">The content that counts; null before a good one was read.</param>
/// <param name="Problem">Why the file as it is now does not count; null when it does.</param>
public sealed record ServablesView(string File, string? Json, string? Problem);

/// <summary>How a change of <c>servables.json</c> ended.</summary>
/// <param name="Status">The kind.</param>
/// <param name="Message">For the operator; empty when done.</param>
/// <param name="Changes">Each difference from what counted before in a line, such as <c>+ iris 1.x from LOCAL models</c>; empty when there is none.</param>
public sealed record ServablesOutcome(AdminStatus Status, string Message, IReadOnlyList<string> Changes);
