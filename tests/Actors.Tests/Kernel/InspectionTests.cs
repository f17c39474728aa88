using ModelCluster.Actors.Kernel;
using ModelCluster.TestKit;

namespace ModelCluster.Actors.Tests.Kernel;

public sealed class InspectionTests : KernelTest
{
    [Fact]
    public async Task Shows_depth_age_and_count_of_a_busy_actor_from_outside()
    {
        var gate = new Gate();
        var actor = Spawn<string>((_, _) =>
        {
            gate.Pass();
        }, "busy");
        actor.Tell("in work");
        await gate.EnteredAsync();
        Time.Advance(TimeSpan.FromSeconds(3));
        actor.Tell("first");
        Time.Advance(TimeSpan.FromSeconds(4));
        actor.Tell("second");
        Time.Advance(TimeSpan.FromSeconds(1));

        var busy = StatsOf(actor);
        (busy.MailboxDepth, busy.OldestMessageAge, busy.IsIdle, busy.State)
            .ShouldBe((2, TimeSpan.FromSeconds(5), false, ActorState.Running));

        gate.Open();
        await System.WhenIdleAsync();
        var idle = StatsOf(actor);
        (idle.MailboxDepth, idle.OldestMessageAge, idle.Processed, idle.Restarts, idle.LastFailure)
            .ShouldBe((0, TimeSpan.Zero, 3, 0, null));
    }

    [Fact]
    public async Task Lists_the_tree_parents_first_and_forgets_the_dead()
    {
        var parent = System.Spawn(Props.Create(() => new TestActor<string>
        {
            OnPreStart = actor => actor.Context.Spawn(Props.Create(() => new TestActor<string>()), "child"),
        }), "parent");
        await System.WhenIdleAsync();
        Paths().ShouldBe(["/user", "/user/log", "/user/parent", "/user/parent/child"], ignoreOrder: true);
        var paths = Paths().ToList();
        paths.IndexOf("/user/parent").ShouldBeLessThan(paths.IndexOf("/user/parent/child"));

        System.Stop(parent);
        await parent.ExpectTerminatedAsync();
        await System.WhenIdleAsync();
        Paths().ShouldBe(["/user", "/user/log"], ignoreOrder: true);

        IEnumerable<string> Paths() => System.Inspect().Select(stats => stats.Path.ToString());
    }
}
