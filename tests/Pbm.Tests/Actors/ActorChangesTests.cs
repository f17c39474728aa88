using System.Text.Json.Nodes;
using ModelCluster.Pbm.Actors;
using static ModelCluster.Pbm.Tests.Actors.ActorTreeTests;

namespace ModelCluster.Pbm.Tests.Actors;

public sealed class ActorChangesTests
{
    private readonly ActorChanges _changes = new(depth: 10);

    [Fact]
    public void The_first_look_tells_only_of_what_is_in_a_bad_way() =>
        Look(Actor("/user/a", "/user"), Actor("/user/b", "/user", depth: 12, restarts: 3), Actor("/user/c", "/user", failure: "disk full"))
            .ShouldBe(["/user/b 12 messages wait, the oldest for 120 ms", "/user/c failed: IOException: disk full"]);

    [Fact]
    public void Starts_stops_failures_and_restarts_are_told_once()
    {
        Look(Actor("/user/a", "/user"), Actor("/user/b", "/user")).ShouldBeEmpty();
        var failed = Actor("/user/b", "/user", restarts: 1, failure: "disk full");
        Look(failed, Actor("/user/c", "/user"))
            .ShouldBe(["/user/b failed: IOException: disk full", "/user/b restarted (1 more, 1 in all)", "/user/c started", "/user/a stopped"]);
        Look(failed.DeepClone(), Actor("/user/c", "/user")).ShouldBeEmpty();
    }

    [Fact]
    public void A_mailbox_that_stays_long_is_told_of_once_and_again_after_it_was_short()
    {
        Look(Actor("/user/a", "/user")).ShouldBeEmpty();
        Look(Actor("/user/a", "/user", depth: 10)).ShouldHaveSingleItem();
        Look(Actor("/user/a", "/user", depth: 50)).ShouldBeEmpty();
        Look(Actor("/user/a", "/user", depth: 9)).ShouldBeEmpty();
        Look(Actor("/user/a", "/user", depth: 10)).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_node_that_did_not_answer_says_nothing_of_its_actors()
    {
        Look(Actor("/user/a", "/user")).ShouldBeEmpty();
        _changes.Look([]).ShouldBeEmpty();
    }

    private IEnumerable<string> Look(params JsonNode[] actors) => _changes.Look([new NodeOfActors("n", actors)]).Select(change => $"{change.Path} {change.What}");
}
