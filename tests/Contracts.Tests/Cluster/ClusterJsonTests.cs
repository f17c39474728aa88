using System.Text.Json;
using System.Text.Json.Nodes;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Contracts.Tests.Cluster;

public class ClusterJsonTests
{
    private static readonly NodeId A = NodeId.Parse("a");
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_status_comes_back_as_it_was_sent()
    {
        var member = new MemberStatus(A, 42, MemberState.Leaving, NodeRoles.All, LinkCondition.Self)
        {
            IsDrained = true,
            HttpAddress = new Uri("http://10.0.0.7:8000"),
            UpSince = Noon,
            Cores = 4,
            MemoryBudgetBytes = 1L << 40,
        };
        var lighthouse = new LighthouseStatus(IsConfigured: true, IsReachable: false, TimeSpan.FromMilliseconds(1234.567), 17, "refused");
        var status = new ClusterStatus("default", A, new LeaderStatus(A, 9, Noon), lighthouse, JournalStatus.Good, [member]) { Placements = 3, PlacementMoves = 5 };

        var text = JsonSerializer.Serialize(status, ClusterJson.Default.ClusterStatus);
        var back = JsonSerializer.Deserialize(text, ClusterJson.Default.ClusterStatus)!;

        back.Members.ShouldBe([member]);
        (back with { Members = status.Members }).ShouldBe(status);
    }

    [Fact]
    public void Members_are_in_snake_case_and_durations_in_milliseconds()
    {
        var load = new ServableLoad(ModelName.Parse("iris"), ModelVersion.Parse("1.2"), 1) { P50 = TimeSpan.FromMicroseconds(1500), RequestsPerSecond = 2.5 };
        var node = new NodeLoad(A, Noon, TimeSpan.FromSeconds(2), [load]);

        var json = JsonNode.Parse(JsonSerializer.Serialize(new ClusterAnswer<NodeLoad>([node], [new NodeProblem(A, "silent")]), ClusterJson.Default.ClusterLoad))!;

        json["nodes"]![0]!["window_ms"]!.GetValue<double>().ShouldBe(2000);
        var servable = json["nodes"]![0]!["servables"]![0]!;
        servable["model"]!.GetValue<string>().ShouldBe("iris");
        servable["version"]!.GetValue<string>().ShouldBe("1.2");
        servable["p50_ms"]!.GetValue<double>().ShouldBe(1.5);
        servable["p99_ms"].ShouldBeNull();
        servable["requests_per_second"]!.GetValue<double>().ShouldBe(2.5);
        json["unanswered"]![0]!["reason"]!.GetValue<string>().ShouldBe("silent");
    }

    [Fact]
    public void Roles_are_a_list_and_states_are_words()
    {
        var member = new MemberStatus(A, 1, MemberState.Up, NodeRoles.Worker, LinkCondition.Ready);
        var json = JsonNode.Parse(JsonSerializer.Serialize(member, ClusterJson.Default.MemberStatus))!;
        json["roles"]!.ToJsonString().ShouldBe("[\"worker\"]");
        json["state"]!.GetValue<string>().ShouldBe("up");
        json["link"]!.GetValue<string>().ShouldBe("ready");
    }

    [Fact]
    public void What_a_newer_node_adds_is_passed_over() =>
        JsonSerializer.Deserialize(
            """{"node":"a","instance":1,"state":"up","roles":["api","judge"],"link":"ready","colour":"green"}""",
            ClusterJson.Default.MemberStatus)!.Roles.ShouldBe(NodeRoles.Api);

    [Theory]
    [InlineData("""{"node":"a b","instance":1,"state":"up","roles":[],"link":"ready"}""")]
    [InlineData("""{"node":"a","instance":1,"state":7,"roles":[],"link":"ready"}""")]
    [InlineData("""{"node":"a","instance":1,"state":"up","roles":"api","link":"ready"}""")]
    public void What_cannot_be_is_refused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize(json, ClusterJson.Default.MemberStatus));

    [Fact]
    public void A_placement_comes_back_as_it_was_sent()
    {
        var placed = new PlacementStatus(ModelName.Parse("iris"), ModelVersion.Parse("1"), 7, null, ServableState.New, "no node has room") { PinnedBy = "ops", Epoch = 3 };
        var text = JsonSerializer.Serialize((IReadOnlyList<PlacementStatus>)[placed], ClusterJson.Default.IReadOnlyListPlacementStatus);
        JsonSerializer.Deserialize(text, ClusterJson.Default.IReadOnlyListPlacementStatus).ShouldBe([placed]);
    }
}
