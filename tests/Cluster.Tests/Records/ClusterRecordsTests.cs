using System.Text;
using System.Text.Json.Nodes;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Cluster.Tests.Records;

public sealed class ClusterRecordsTests
{
    [Fact]
    public void Every_property_of_a_member_survives() => Survives(ClusterRecords.Members);

    [Fact]
    public void Every_property_of_a_leader_survives() => Survives(ClusterRecords.Leaders);

    [Fact]
    public void Every_property_of_a_placement_survives() => Survives(ClusterRecords.Placements);

    [Fact]
    public void Every_property_of_an_observed_servable_survives() => Survives(ClusterRecords.Servables);

    [Fact]
    public void Every_property_of_the_routing_survives() => Survives(ClusterRecords.Models);

    [Fact]
    public void Every_property_of_settings_and_samples_survives() => Survives(ClusterRecords.Specs);

    [Fact]
    public void What_is_optional_may_be_null()
    {
        var member = Filled.Make<MemberRecord>() with { Http = null, Roles = NodeRoles.Worker };
        Read(ClusterRecords.Members, ClusterRecords.Members.Write(member)).ShouldBe(member);
        var version = Filled.Make<VersionRecord>() with { Hold = null, Signature = null, Artefact = null, Replicas = [new(1, null, ServableState.New, "", false)] };
        var model = Filled.Make<ModelRecord>() with { Problem = null, Versions = [version] };
        Filled.Differences(model, Read(ClusterRecords.Models, ClusterRecords.Models.Write(model))).ShouldBeEmpty();
    }

    [Fact]
    public void Fields_of_a_later_release_are_passed_over()
    {
        var placement = Filled.Make<PlacementRecord>();
        var json = JsonNode.Parse(ClusterRecords.Placements.Write(placement))!;
        json["shade"] = new JsonObject { ["of"] = "green" };
        json["artefact"]!["colour"] = 3;
        Read(ClusterRecords.Placements, Encoding.UTF8.GetBytes(json.ToJsonString())).ShouldBe(placement);
    }

    [Fact]
    public void Roles_of_a_later_release_are_passed_over()
    {
        var json = JsonNode.Parse(ClusterRecords.Members.Write(Filled.Make<MemberRecord>()))!;
        json["roles"] = new JsonArray("gateway", "worker");
        Read(ClusterRecords.Members, Encoding.UTF8.GetBytes(json.ToJsonString())).Roles.ShouldBe(NodeRoles.Worker);
    }

    [Fact]
    public void Optional_fields_that_an_earlier_release_did_not_write_get_their_defaults()
    {
        var json = JsonNode.Parse(ClusterRecords.Placements.Write(Filled.Make<PlacementRecord>()))!.AsObject();
        json.Remove("gate");
        json.Remove("is_retiring");
        json["artefact"]!.AsObject().Remove("sha256");
        var read = Read(ClusterRecords.Placements, Encoding.UTF8.GetBytes(json.ToJsonString()));
        read.Gate.ShouldBe(ReplicaGate.Open);
        read.IsRetiring.ShouldBeFalse();
        read.Artefact.Sha256.ShouldBeNull();
    }

    [Theory]
    [InlineData("", "is not a placement")]
    [InlineData("{", "is not a placement")]
    [InlineData("null", "is null, not a placement")]
    [InlineData("{}", "missing required properties including: 'model', 'version', 'number'")]
    [InlineData("""{"model":"../x"}""", "'../x' is no ModelName.")]
    [InlineData("""{"node":7}""", "'' is no NodeId.")]
    [InlineData("""{"gate":"ajar"}""", "$.gate")]
    [InlineData("""{"gate":1}""", "$.gate")]
    [InlineData("""{"artefact":null}""", "doesn't allow null")]
    public void A_value_that_cannot_be_read_is_named_with_its_key(string value, string reason)
    {
        var failure = Should.Throw<ClusterRecordException>(() => ClusterRecords.Placements.Read("placements/iris/7", Encoding.UTF8.GetBytes(value)));
        failure.Key.ShouldBe("placements/iris/7");
        failure.Message.ShouldContain("'placements/iris/7'");
        failure.Message.ShouldContain(reason);
    }

    [Fact]
    public void Values_are_compact_and_readable()
    {
        var leader = new LeaderRecord(NodeId.Parse("n1"), 7, DateTimeOffset.UnixEpoch);
        Encoding.UTF8.GetString(ClusterRecords.Leaders.Write(leader)).ShouldBe("""{"node":"n1","instance":7,"since":"1970-01-01T00:00:00+00:00"}""");
    }

    private static void Survives<T>(RecordCodec<T> codec)
        where T : class
    {
        foreach (var record in new[] { Filled.Make<T>(), Filled.Make<T>(seed: 20) })
            Filled.Differences(record, Read(codec, codec.Write(record))).ShouldBeEmpty();
        Filled.Differences(Filled.Make<T>(), Filled.Make<T>(seed: 20)).ShouldNotBeEmpty();
    }

    private static T Read<T>(RecordCodec<T> codec, byte[] value)
        where T : class => codec.Read("a/key", value);
}
