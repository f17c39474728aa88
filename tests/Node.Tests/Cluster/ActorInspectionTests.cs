using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Node.Cluster.Inspection;
using ModelCluster.TestKit;

namespace ModelCluster.Node.Tests.Cluster;

public sealed class ActorInspectionTests
{
    [Fact]
    public async Task Tells_where_each_actor_stands_what_it_did_and_how_it_last_failed()
    {
        var time = new VirtualTime();
        await using var system = new ActorSystem(new RecordedEvents(), time);
        var brittle = system.Spawn(Props.Create(static () => new Brittle()), "brittle");
        brittle.Tell("go on");
        brittle.Tell("break");
        system.Spawn(Props.Create(static () => new Brittle()), "another");
        await system.WhenIdleAsync();

        var seen = new ActorInspection(NodeId.Parse("a"), system).Look();

        (seen.Node.Value, seen.Time).ShouldBe(("a", time.GetUtcNow()));
        seen.Actors.Select(actor => (actor.Path, actor.Parent)).ShouldBe([("/user", null), ("/user/another", "/user"), ("/user/brittle", "/user")]);
        var failed = seen.Actors[2];
        (failed.State, failed.IsIdle, failed.MailboxDepth, failed.Processed, failed.Restarts).ShouldBe(("running", true, 0, 2, 1));
        failed.LastFailure.ShouldBe(new ActorFailureStatus(time.GetUtcNow(), "InvalidOperationException", "broken on purpose"));
        seen.Actors[1].LastFailure.ShouldBeNull();
    }

    private sealed class Brittle : Actor<string>
    {
        protected override void Receive(string message)
        {
            if (message == "break")
                throw new InvalidOperationException("broken on purpose");
        }
    }
}
