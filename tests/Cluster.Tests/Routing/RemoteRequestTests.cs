using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.Routing;
using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Binding;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.TestKit;

namespace ModelCluster.Cluster.Tests.Routing;

/// <summary>What the gateway does with requests for models of other nodes.</summary>
public sealed class RemoteRequestTests
{
    private static readonly ServableId Id = new(ModelName.Parse("iris"), ModelVersion.Parse("1"));

    private readonly RouteTable _routes = new();
    private readonly FakeLinks _links = new();

    private InferenceGateway Gateway => new(_routes, new ServingClock(TimeProvider.System));

    [Fact]
    public async Task A_request_whose_link_breaks_is_answered_by_another_replica()
    {
        _links.Add("n1", LinkLost);
        _links.Add("n2", Answer);
        Publish("n1", "n2");

        for (var i = 0; i < 20; i++)
        {
            using var reply = await InferAsync();
            reply.Error.ShouldBeNull();
            reply.Node.ShouldBe(NodeId.Parse("n2"));
        }
    }

    [Fact]
    public async Task A_node_that_is_not_reached_is_not_asked_while_another_is()
    {
        _links.Add("n1", Answer, PeerCondition.Silent);
        _links.Add("n2", Answer);
        Publish("n1", "n2");

        for (var i = 0; i < 20; i++)
        {
            using var reply = await InferAsync();
            reply.Node.ShouldBe(NodeId.Parse("n2"));
        }
    }

    [Fact]
    public async Task A_request_that_nobody_takes_waits_for_the_next_routes()
    {
        _links.Add("n1", NotTaken);
        Publish("n1");
        var waiting = InferAsync();
        waiting.IsCompleted.ShouldBeFalse();

        _links.Add("n2", Answer);
        Publish("n2");
        using var reply = await waiting.OrFailAsync("the reply");
        reply.Node.ShouldBe(NodeId.Parse("n2"));
    }

    [Fact]
    public async Task A_request_that_every_link_breaks_under_is_not_sent_for_ever()
    {
        var asked = 0;
        _links.Add("n1", Count);
        _links.Add("n2", Count);
        Publish("n1", "n2");

        using var reply = await InferAsync();
        reply.Error!.RetryElsewhere.ShouldBe(RetryElsewhere.LinkLost);
        asked.ShouldBe(3);

        InferenceReply Count()
        {
            asked++;
            return LinkLost();
        }
    }

    [Fact]
    public async Task An_answer_that_is_an_error_of_the_model_is_not_tried_again()
    {
        _links.Add("n1", static () => InferenceReply.Failed(new InferenceError(InferenceStatus.InvalidArgument, "wrong shape"), Id));
        Publish("n1");

        using var reply = await InferAsync();
        reply.Error!.Message.ShouldBe("wrong shape");
    }

    private static InferenceReply Answer() => InferenceReply.From(Id);

    private static InferenceReply LinkLost() =>
        InferenceReply.Failed(new InferenceError(InferenceStatus.Unavailable, "the link broke") { RetryElsewhere = RetryElsewhere.LinkLost });

    private static InferenceReply NotTaken() =>
        InferenceReply.Failed(new InferenceError(InferenceStatus.Unavailable, "it drains") { RetryElsewhere = RetryElsewhere.NotTaken });

    private Task<InferenceReply> InferAsync() =>
        Gateway.InferAsync(new InferenceRequest { Model = Id.Model }, TestContext.Current.CancellationToken).AsTask();

    private void Publish(params string[] nodes)
    {
        var model = new ServableModel(Id, new ModelSignature([], []), ModelOptions.Default, maxBatchSize: 0);
        var replicas = nodes.Select((node, index) => new RemoteReplica(new ReplicaKey(Id.Model, index + 1), NodeId.Parse(node), model, "onnxruntime_onnx", "cpu", _links));
        var view = new ServableView(Id, ServableState.Available, "", model.Signature, "", "", 0, ModelOptions.Default);
        _routes.Publish(new ModelRoutes(new ModelView(Id.Model, [view], null, IsRequired: true), [.. replicas], null));
    }

    private sealed class FakeLinks : IPeerLinks
    {
        private readonly Dictionary<NodeId, FakeLink> _links = [];

        public void SetPeers(IReadOnlyCollection<Peer> peers) => throw new NotSupportedException();

        public IPeerLink? Find(NodeId node) => _links.GetValueOrDefault(node);

        internal void Add(string node, Func<InferenceReply> answer, PeerCondition condition = PeerCondition.Ready) =>
            _links[NodeId.Parse(node)] = new FakeLink(NodeId.Parse(node), answer, condition);
    }

    private sealed class FakeLink(NodeId node, Func<InferenceReply> answer, PeerCondition condition) : IPeerLink
    {
        public NodeId Node => node;

        public PeerCondition Condition => condition;

        public int Outstanding => 0;

        public ValueTask<InferenceReply> InferAsync(ReplicaKey replica, InferenceRequest request, CancellationToken cancellation) => new(answer());

        public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
