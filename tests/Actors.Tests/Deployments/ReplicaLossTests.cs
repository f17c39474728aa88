using ModelCluster.Actors.Deployments;
using ModelCluster.Actors.Tests.Models;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.TestKit;

namespace ModelCluster.Actors.Tests.Deployments;

/// <summary>What deployments show of replicas that die, with the real supervisor behind them.</summary>
public sealed class ReplicaLossTests
{
    [Fact]
    public async Task A_replica_that_dies_is_missing_and_comes_back()
    {
        await using var models = new ModelsFixture();
        var observer = new DeploymentObserver(models.Routes, "here", models.Time);
        models.Set(ModelsFixture.Model("m", new ModelOptions { Replicas = 2 }, "1"));
        await UntilAsync(models, () => Ready(observer) == 2);
        models.Time.Advance(TimeSpan.FromMinutes(1));

        var victim = models.System.Inspect().Select(actor => actor.Path.ToString()).Last(path => path.Contains("/m-1/1-", StringComparison.Ordinal));
        models.System.Stop(models.System.Find(victim)!);
        await UntilAsync(models, () => Ready(observer) == 1);
        var replicas = observer.Replicas(ModelName.Parse("m"), 1);
        replicas.Select(replica => replica.State).ShouldBe(["Running", "Failed"], ignoreOrder: true);
        replicas.Single(replica => replica.State == "Failed").Error.ShouldNotBeEmpty();

        await models.Time.WaitForTimersAsync(1);
        models.Time.Advance(TimeSpan.FromMinutes(10));
        await UntilAsync(models, () => Ready(observer) == 2);
        var since = observer.Replicas(ModelName.Parse("m"), 1).Select(replica => replica.Since).ToList();
        since.Max().ShouldBeGreaterThan(since.Min());
    }

    private static int Ready(DeploymentObserver observer) => observer.Replicas(ModelName.Parse("m"), 1).Count(replica => replica.IsRunning);

    private static async Task UntilAsync(ModelsFixture models, Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(RealTimeGuard.Limit);
        while (!isSo())
        {
            limit.Token.ThrowIfCancellationRequested();
            await models.System.WhenIdleAsync();
        }
    }
}
