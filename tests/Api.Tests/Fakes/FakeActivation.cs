using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Api.Tests.Fakes;

/// <summary>Knows no lazy models, unless a test brings one.</summary>
internal sealed class FakeActivation : IModelActivation
{
    public Func<ModelName, bool> Activate { get; set; } = _ => false;

    public Task<bool> ActivateAsync(ModelName model, VersionSelector version, CancellationToken cancellation) =>
        Task.FromResult(Activate(model));
}
