using ModelCluster.Actors.Kernel;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using static ModelCluster.Actors.Tests.Models.ModelsFixture;

namespace ModelCluster.Actors.Tests.Models;

/// <summary>Several servables of one version.</summary>
public sealed class ReplicaTests
{
    [Fact]
    public async Task As_many_replicas_serve_as_are_wanted_and_the_view_counts_them()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync(Model("m", Replicas(3), "1"), "1", "1", "1");
        models.View("m", "1").ShouldSatisfyAllConditions(
            view => view.DesiredReplicas.ShouldBe(3),
            view => view.ReadyReplicas.ShouldBe(3),
            view => view.Replicas.Select(replica => replica.Number).ShouldBeUnique());
        models.Files.Loads("m/1").ShouldBe(3);
    }

    [Fact]
    public async Task The_count_changes_live_and_those_that_serve_stay()
    {
        await using var models = new ModelsFixture();
        await models.SetAndServeAsync(Model("m", Replicas(1), "1"), "1");
        var first = models.Files.Session("m/1");
        await models.SetAndServeAsync(Model("m", Replicas(3), "1"), "1", "1", "1");
        models.Files.Loads("m/1").ShouldBe(3);
        first.IsDisposed.ShouldBeFalse();
        await models.SetAndServeAsync(Model("m", Replicas(1), "1"), "1");
        await UntilAsync(() => models.Files.Sessions.Count(session => session.IsDisposed) == 2, "two sessions to be freed");
        first.IsDisposed.ShouldBeFalse();
        models.View("m", "1").ReadyReplicas.ShouldBe(1);
    }

    [Fact]
    public void Replicas_leave_one_at_a_time()
    {
        List<VersionStatus> replicas = [Replica(1, true), Replica(2, false), Replica(3, false)];
        TransitionPolicy.Next(replicas, preserveResources: false).ShouldBe(new TransitionStep(TransitionKind.Retire, 2));
        replicas[1] = replicas[1] with { State = ServableState.Draining };
        TransitionPolicy.Next(replicas, preserveResources: false).ShouldBeNull();
        replicas.RemoveAt(1);
        TransitionPolicy.Next(replicas, preserveResources: false).ShouldBe(new TransitionStep(TransitionKind.Retire, 3));

        static VersionStatus Replica(int number, bool isAspired) => new(number, new ModelVersion(1), isAspired, ServableState.Available);
    }

    [Fact]
    public async Task A_replica_that_dies_is_replaced_alone()
    {
        await using var models = new ModelsFixture { ExpectsFailures = true };
        await models.SetAndServeAsync(Model("m", Replicas(2), "1"), "1", "1");
        var path = models.System.Inspect().Select(actor => actor.Path.ToString()).First(path => path.Count(c => c == '/') == 4);
        ((ActorRef<IServableMessage>)models.System.Find(path)!).Tell(new ServableProtocol.Load()); // a bug
        await models.WhenServingAsync("1");
        models.View("m", "1").ShouldSatisfyAllConditions(
            view => view.State.ShouldBe(ServableState.Available),
            view => view.ReadyReplicas.ShouldBe(1),
            view => view.Reason.ShouldStartWith("1 of 2 replicas failed"));
        (await models.AnswererAsync()).ShouldBe("1");
        models.Time.Advance(TimeSpan.FromSeconds(1));
        await models.WhenServingAsync("1", "1");
        models.Files.Loads("m/1").ShouldBe(3);
    }

    [Fact]
    public async Task A_new_file_takes_over_when_all_its_replicas_are_there()
    {
        await using var models = new ModelsFixture(loadingThreads: 1);
        await models.SetAndServeAsync(Model("m", Replicas(2), "1@a"), "1", "1");
        var old = models.Files.Sessions.ToList();
        models.Files.Hold("m/1");
        models.Set(Model("m", Replicas(2), "1@b"));
        await UntilAsync(() => models.Files.Loads("m/1") == 3, "the first new replica");
        (await models.AnswererAsync()).ShouldBe("1");
        old.ShouldAllBe(session => !session.IsDisposed);
        models.Files.Release("m/1");
        await UntilAsync(() => old.TrueForAll(session => session.IsDisposed), "the old replicas to go");
        await models.WhenServingAsync("1", "1");
        (await models.LoadAsync()).ShouldBe(AdminOutcome.Done);
        models.Files.Loads("m/1").ShouldBe(4);
    }

    [Fact]
    public async Task Nothing_is_lost_while_the_count_goes_up_and_down()
    {
        await using var models = new ModelsFixture(TimeProvider.System);
        await models.SetAndServeAsync("1");
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(client => Task.Run(async () =>
        {
            var answered = 0;
            for (; !stop.IsCancellationRequested; answered++)
                await models.AnswererAsync((client * 1_000_000) + answered);
            return answered;
        })).ToList();
        for (var round = 0; round < 30; round++)
        {
            var count = 1 + (round % 4);
            models.Set(Model("m", Replicas(count), "1"));
            await models.WhenServingAsync([.. Enumerable.Repeat("1", count)]);
        }

        await stop.CancelAsync();
        (await Task.WhenAll(clients)).ShouldAllBe(answered => answered > 0);
    }

    private static ModelOptions Replicas(int count) => new() { Replicas = count };
}
