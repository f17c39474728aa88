using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.History;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>A node that was started without <c>servables.json</c>.</summary>
internal sealed class NoServables : IServablesAdmin
{
    private const string Off = "this node was started without servables.json; start it with --servables FILE";

    public ServablesView? Current => null;

    public Task<ServablesOutcome> ApplyAsync(ReadOnlyMemory<byte> json, Cause cause, bool dryRun, CancellationToken cancellation) =>
        Task.FromResult(new ServablesOutcome(AdminStatus.NotFound, Off, []));

    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(long from, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<HistoryEntry>>([]);
}
