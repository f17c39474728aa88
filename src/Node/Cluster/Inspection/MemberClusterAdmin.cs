using ModelCluster.Actors.Cluster.Leading;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.Membership;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Kernel;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.History;

namespace ModelCluster.Node.Cluster.Inspection;

/// <summary>Operators' commands to the nodes of a cluster, taken by any of them: each is led to the node that it is about. Thread-safe.</summary>
internal sealed partial class MemberClusterAdmin(
    ThisNode self, ClusterMirror mirror, IPeerLinks links, Leadership leadership, ClusterHost host, IHostApplicationLifetime lifetime, ILogger<MemberClusterAdmin> logger)
    : IClusterAdmin
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<ClusterOutcome> ExecuteAsync(ClusterCommand command, Cause cause, bool dryRun, CancellationToken cancellation)
    {
        if (NodeOf(command) is { } named && !mirror.View.Members.ContainsKey(named))
            return ClusterOutcome.NotFound(named);
        var change = Describe(command);
        if (dryRun)
            return ClusterOutcome.Done(change);
        LogAsked(change, cause);
        var problem = await DoAsync(command, cancellation);
        return problem is null ? ClusterOutcome.Done(change) : ClusterOutcome.Failed(problem);
    }

    private static NodeId? NodeOf(ClusterCommand command) => command switch
    {
        ClusterCommand.Drain drain => drain.Node,
        ClusterCommand.Resume resume => resume.Node,
        ClusterCommand.Leave leave => leave.Node,
        ClusterCommand.Down down => down.Node,
        _ => null,
    };

    private string Describe(ClusterCommand command) => command switch
    {
        ClusterCommand.Drain { Node: var node } => $"node {node}: takes no models; the {Held(node)} replicas that it holds are replaced elsewhere",
        ClusterCommand.Resume { Node: var node } => $"node {node}: takes models again",
        ClusterCommand.Leave { Node: var node } => $"node {node}: ends when its {Held(node)} replicas are replaced elsewhere",
        ClusterCommand.Down { Node: var node } => $"node {node}: held for dead; its {Held(node)} replicas are replaced elsewhere",
        ClusterCommand.Rebalance => "what the nodes hold is evened out",
        ClusterCommand.ResignLeader => $"node {mirror.View.Leader?.Record.Node.Value ?? "(none)"}: leads no more; another is elected",
        _ => throw new InvalidOperationException($"{command.GetType().Name} is not known here"),
    };

    private int Held(NodeId node) => mirror.View.Placements.Values.Sum(ofModel => ofModel.Values.Count(placement => placement.Node == node));

    /// <summary>Null when it is done, else why not.</summary>
    private Task<string?> DoAsync(ClusterCommand command, CancellationToken cancellation) => command switch
    {
        ClusterCommand.Drain { Node: var node } => TellAsync(node, "drain", replyTo => new ClusterProtocol.SetDrained(true, replyTo), cancellation),
        ClusterCommand.Resume { Node: var node } => TellAsync(node, "resume", replyTo => new ClusterProtocol.SetDrained(false, replyTo), cancellation),
        ClusterCommand.Leave { Node: var node } => LeaveAsync(node, cancellation),
        ClusterCommand.Down { Node: var node } => DownAsync(node, cancellation),
        ClusterCommand.Rebalance => RebalanceAsync(cancellation),
        _ => mirror.View.Leader is { } leader
            ? TellAsync(leader.Record.Node, "resign", replyTo => new ClusterProtocol.Resign(replyTo), cancellation)
            : Task.FromResult<string?>("no node leads now"),
    };

    private async Task<string?> TellAsync(NodeId node, string verb, Func<ReplyTo<bool>, IClusterMessage> message, CancellationToken cancellation)
    {
        if (node != self.Id)
            return await PostAsync(node, $"/cluster/member/{verb}", cancellation);
        return host.Membership is { } membership && await membership.AskAsync(message, Patience, cancellation)
            ? null
            : $"node {node} is not a member now: the lighthouse does not answer it";
    }

    private async Task<string?> LeaveAsync(NodeId node, CancellationToken cancellation)
    {
        if (node != self.Id)
            return await PostAsync(node, "/cluster/member/leave", cancellation);
        lifetime.StopApplication();
        return null;
    }

    private async Task<string?> DownAsync(NodeId node, CancellationToken cancellation)
    {
        if (node == self.Id)
            return $"node {node} is alive, or it would not answer; `leave` ends it";
        return host.Membership is { } membership && await membership.AskAsync<bool>(replyTo => new ClusterProtocol.Down(node, replyTo), Patience, cancellation)
            ? null
            : $"node {node} was not there any more";
    }

    private async Task<string?> RebalanceAsync(CancellationToken cancellation)
    {
        if (leadership.Current is { } desk)
        {
            await desk.RebalanceAsync(Patience, cancellation);
            return null;
        }

        return mirror.View.Leader is { } leader && leader.Record.Node != self.Id
            ? await PostAsync(leader.Record.Node, "/cluster/rebalance", cancellation)
            : "no node leads now; try again in a moment";
    }

    private async Task<string?> PostAsync(NodeId node, string path, CancellationToken cancellation)
    {
        if (links.Find(node) is not { } link)
            return $"there is no link to node {node}";
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            using var response = await link.SendAsync(request, cancellation);
            return response.IsSuccessStatusCode ? null : $"node {node} cannot do that now ({(int)response.StatusCode})";
        }
        catch (HttpRequestException lost)
        {
            return $"node {node} does not answer: {lost.Message}";
        }
    }

    [LoggerMessage(Contracts.Diagnostics.EventIds.ClusterAsked, LogLevel.Information, "{Change} (asked by {Cause})")]
    private partial void LogAsked(string change, Cause cause);
}
