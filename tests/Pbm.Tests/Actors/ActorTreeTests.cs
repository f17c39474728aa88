using System.Text.Json.Nodes;
using ModelCluster.Pbm.Actors;

namespace ModelCluster.Pbm.Tests.Actors;

public sealed class ActorTreeTests
{
    private static readonly JsonNode[] Some =
    [
        Actor("/user", null), Actor("/user/models", "/user"), Actor("/user/models-old", "/user", state: "stopping"),
        Actor("/user/models/iris", "/user/models", depth: 3, restarts: 2), Actor("/user/models/mood", "/user/models"),
    ];

    [Fact]
    public void Is_drawn_for_people_with_what_is_out_of_the_ordinary() => ActorTree.Lines(Some, drawn: true).ShouldBe(
    [
        "/user",
        "├─ models",
        "│  ├─ iris (3 waiting, 2 restarts)",
        "│  └─ mood",
        "└─ models-old (stopping)",
    ]);

    [Fact]
    public void Is_indented_where_nobody_looks() =>
        ActorTree.Lines(Some, drawn: false).ShouldBe(["/user", "  models", "    iris (3 waiting, 2 restarts)", "    mood", "  models-old (stopping)"]);

    [Fact]
    public void A_part_of_the_tree_stands_at_the_top_by_its_whole_path() =>
        ActorTree.Lines(Some[3..], drawn: false).ShouldBe(["/user/models/iris (3 waiting, 2 restarts)", "/user/models/mood"]);

    internal static JsonNode Actor(string path, string? parent, string state = "running", int depth = 0, int restarts = 0, string? failure = null) => new JsonObject
    {
        ["path"] = path,
        ["parent"] = parent,
        ["state"] = state,
        ["mailbox_depth"] = depth,
        ["oldest_message_age_ms"] = depth * 10,
        ["restarts"] = restarts,
        ["last_failure"] = failure is null ? null : new JsonObject { ["time"] = "2026-11-20T12:00:00+00:00", ["error"] = "IOException", ["message"] = failure },
    };
}
