using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Cluster.Tests.Records;

/// <summary>
/// What a typical model takes in the lighthouse: docs/cluster-limits.md counts with these figures. A model of one version, one
/// input, one output, without samples; names of ten letters; a path of fifty.
/// </summary>
public sealed class RecordSizeTests
{
    private const string Prefix = "/modelcluster/default/";
    private static readonly NodeId Node = NodeId.Parse("worker-101");
    private static readonly ModelName Model = ModelName.Parse("model-1234");
    private static readonly ModelVersion Version = new(1);
    private static readonly ArtefactRecord Artefact =
        new("/srv/models/production/model-1234/1/model-file.onnx", "5f1d2a-18b2c3d4", Bytes: 104_857_600, Sha256: new string('a', 64));

    private static readonly ModelSignature Signature = new(
        [TensorSpec.Of("features", TensorType.Fp32, -1, 64)], [TensorSpec.Of("probabilities", TensorType.Fp32, -1, 10)]);

    [Fact]
    public void The_routing_of_a_cold_model() => BytesOf(ClusterKeys.Model(Model), ClusterRecords.Models.Write(Routing(isCold: true))).ShouldBeInRange(585, 650);

    [Fact]
    public void The_routing_of_a_model_in_two_replicas() => BytesOf(ClusterKeys.Model(Model), ClusterRecords.Models.Write(Routing(isCold: false))).ShouldBeInRange(945, 1050);

    [Fact]
    public void The_settings() => BytesOf(
        ClusterKeys.Spec(Model, "0123456789abcdef"), ClusterRecords.Specs.Write(new SpecRecord(ModelOptions.Default, []))).ShouldBeInRange(702, 780);

    [Fact]
    public void A_placement() => BytesOf(
        ClusterKeys.Placement(new ReplicaKey(Model, 1)),
        ClusterRecords.Placements.Write(new PlacementRecord(Model, Version, 1, 1, Node, "0123456789abcdef", Artefact))).ShouldBeInRange(405, 450);

    [Fact]
    public void What_a_node_says_of_a_replica() => BytesOf(
        ClusterKeys.Servable(Node, new ReplicaKey(Model, 1)),
        ClusterRecords.Servables.Write(new ServableRecord(
            Version, 1, 1, ServableState.Available, "", false, true, "0123456789abcdef", Artefact, "onnxruntime", "cpu", 32, 104_857_600,
            Signature, TimeSpan.FromMilliseconds(412)))).ShouldBeInRange(702, 780);

    [Fact]
    public void What_a_node_says_of_itself() => BytesOf(
        ClusterKeys.Member(Node),
        ClusterRecords.Members.Write(new MemberRecord(
            1_234_567_890_123, new Uri("http://worker-101:8002"), new Uri("http://worker-101:8000"), NodeRoles.All, MemberState.Up,
            51_539_607_552, 16, "0.1.0", DateTimeOffset.UnixEpoch))).ShouldBeInRange(270, 300);

    private static ModelRecord Routing(bool isCold)
    {
        ReplicaRecord[] replicas = isCold
            ? []
            : [new(1, Node, ServableState.Available, "", true), new(2, NodeId.Parse("worker-102"), ServableState.Available, "", true)];
        var version = new VersionRecord(
            Version, isCold ? ServableState.New : ServableState.Available, "", null, isCold ? 1 : 2, isCold ? null : Signature,
            isCold ? "" : "onnxruntime", isCold ? "" : "cpu", isCold ? 0 : 32, "0123456789abcdef", Artefact, replicas);
        return new ModelRecord(1, null, false, false, isCold, new Dictionary<string, ModelVersion>(StringComparer.Ordinal), new TrafficPlan(), [version]) { LastNumber = replicas.Length };
    }

    private static int BytesOf(string key, byte[] value) => Prefix.Length + key.Length + value.Length;
}
