using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Tests.Fakes;

/// <summary>Remembers what it was asked and gives the outcome the test wants.</summary>
internal sealed class FakeAdmin : IModelAdmin
{
    public AdminOutcome Outcome { get; set; } = AdminOutcome.Done;

    public List<(ModelName Name, string? Configuration, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files)> Loads { get; } = [];

    public List<ModelName> Unloads { get; } = [];

    public List<Cause> Causes { get; } = [];

    public Task<AdminOutcome> LoadAsync(
        ModelName name,
        string? configurationJson,
        IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files,
        Cause cause,
        CancellationToken cancellation)
    {
        Loads.Add((name, configurationJson, files));
        Causes.Add(cause);
        return Task.FromResult(Outcome);
    }

    public Task<AdminOutcome> UnloadAsync(ModelName name, Cause cause, CancellationToken cancellation)
    {
        Unloads.Add(name);
        Causes.Add(cause);
        return Task.FromResult(Outcome);
    }
}
