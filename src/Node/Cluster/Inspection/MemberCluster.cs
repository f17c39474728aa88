using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Journal.Feed;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Node.Cluster.Inspection;

/// <summary>A cluster of several nodes as this one's mirror has it; what the others do is asked of them over links. Thread-safe.</summary>
internal sealed class MemberCluster(
    ThisNode self,
    IOptions<ClusterOptions> options,
    ClusterMirror mirror,
    IPeerLinks links,
    Leadership leadership,
    NodeAddresses addresses,
    ObservedJournal journal,
    ActorInspection actors,
    LoadMeter load) : IClusterInspection
{
    /// <summary>Where another node is asked for its actors and its load.</summary>
    internal const string ActorsPath = "/cluster/actors", LoadPath = "/cluster/load";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public ClusterStatus Status
    {
        get
        {
            var view = mirror.View;
            var members = view.Members.Values.OrderBy(member => member.Node.Value, StringComparer.Ordinal).Select(member => StatusOf(member, view)).ToList();
            var isReachable = view.Members.ContainsKey(self.Id);
            var problem = isReachable ? "" : "this node has no lease: the lighthouse does not answer, or this node has just begun; it serves with what it knows";
            return new ClusterStatus(
                options.Value.Name,
                self.Id,
                view.Leader is { } leader ? new LeaderStatus(leader.Record.Node, leader.Term, leader.Record.Since) : null,
                new LighthouseStatus(IsConfigured: true, isReachable, mirror.Age, view.Revision, problem),
                journal.Problem is { } why ? new JournalStatus(IsReachable: false, why) : JournalStatus.Good,
                members)
            {
                Placements = view.Placements.Values.Sum(ofModel => ofModel.Count),
                PlacementMoves = leadership.Moves,
            };
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<PlacementStatus> Placements
    {
        get
        {
            var view = mirror.View;
            return
            [
                .. view.Placements.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal)
                    .SelectMany(pair => pair.Value.Values.Select(placement => StatusOf(placement, view))),
            ];
        }
    }

    /// <inheritdoc/>
    public Task<ClusterAnswer<NodeActors>?> ActorsAsync(NodeId? node, CancellationToken cancellation) =>
        AskAsync(node, actors.Look, ActorsPath, ClusterJson.Default.NodeActors, cancellation);

    /// <inheritdoc/>
    public Task<ClusterAnswer<NodeLoad>?> LoadAsync(NodeId? node, CancellationToken cancellation) =>
        AskAsync(node, load.Read, LoadPath, ClusterJson.Default.NodeLoad, cancellation);

    private async Task<ClusterAnswer<T>?> AskAsync<T>(NodeId? asked, Func<T> look, string path, JsonTypeInfo<T> json, CancellationToken cancellation)
    {
        var nodes = mirror.View.Members.Keys.Append(self.Id).Distinct().Where(node => asked is null || node == asked).OrderBy(node => node.Value, StringComparer.Ordinal).ToList();
        if (nodes.Count == 0)
            return null;
        var answers = await Task.WhenAll(nodes.Select(node => node == self.Id ? Task.FromResult((look(), (NodeProblem?)null)) : AskOneAsync(node, path, json, cancellation)));
        return new ClusterAnswer<T>(
            [.. answers.Where(answer => answer.Item2 is null).Select(answer => answer.Item1)], [.. answers.Select(answer => answer.Item2).OfType<NodeProblem>()]);
    }

    private async Task<(T Answer, NodeProblem? Problem)> AskOneAsync<T>(NodeId node, string path, JsonTypeInfo<T> json, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            if (links.Find(node) is not { } link)
                return (default!, new NodeProblem(node, "there is no link to it yet"));
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            using var response = await link.SendAsync(request, limit.Token);
            await using var body = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(limit.Token);
            return (await JsonSerializer.DeserializeAsync(body, json, limit.Token))! is { } answer ? (answer, null) : (default!, new NodeProblem(node, "its answer is empty"));
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or IOException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return (default!, new NodeProblem(node, failure is OperationCanceledException ? $"it did not answer within {Patience.TotalSeconds:0} s" : failure.Message));
        }
    }

    private MemberStatus StatusOf(Member member, ClusterView view)
    {
        var record = member.Record;
        var held = view.Servables.Values.SelectMany(ofModel => ofModel.Values).Where(servable => servable.Node == member.Node).ToList();
        return new MemberStatus(member.Node, record.Instance, record.State, record.Roles, ConditionOf(member.Node))
        {
            IsDrained = record.IsDrained,
            HttpAddress = record.Http,
            DeploymentsAddress = member.Node == self.Id ? addresses.Deployments : null,
            LinkAddress = record.Link,
            Version = record.Version,
            UpSince = record.Since,
            Cores = record.Cores,
            MemoryBudgetBytes = record.MemoryBudgetBytes,
            MemoryUsedBytes = held.Sum(servable => servable.Record.MemoryBytes),
            Replicas = view.Placements.Values.Sum(ofModel => ofModel.Values.Count(placement => placement.Node == member.Node)),
        };
    }

    private LinkCondition ConditionOf(NodeId node) => node == self.Id ? LinkCondition.Self : links.Find(node)?.Condition switch
    {
        PeerCondition.Ready => LinkCondition.Ready,
        PeerCondition.Silent => LinkCondition.Silent,
        PeerCondition.Refused => LinkCondition.Refused,
        _ => LinkCondition.Connecting,
    };

    private static PlacementStatus StatusOf(PlacementRecord placement, ClusterView view)
    {
        var held = view.Servable(new ReplicaKey(placement.Model, placement.Number));
        var model = view.Models.GetValueOrDefault(placement.Model);
        var version = model?.Versions.FirstOrDefault(version => version.Version == placement.Version);
        return new PlacementStatus(
            placement.Model, placement.Version, placement.Number, placement.Node, held?.Record.State ?? ServableState.New, held?.Record.Reason ?? "its node has not said anything yet")
        {
            MemoryBytes = held?.Record.MemoryBytes is > 0 and var bytes ? bytes : placement.Artefact.Bytes,
            PinnedBy = version?.Hold is { } hold ? $"operator: {hold.ToString().ToLowerInvariant()}" : null,
            Epoch = model?.Epoch ?? 0,
        };
    }
}
