using ModelCluster.Actors.Cluster.Hosting;
using ModelCluster.Actors.Cluster.Links;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Serving;
using ModelCluster.Actors.Serving.Binding;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Cluster.Routing;

/// <summary>
/// Makes this node's routes of what the leader published; while this node leads itself, its supervisors do that. Called by the
/// mirror, one call at a time.
/// </summary>
/// <param name="self">This node.</param>
/// <param name="routes">The routes of this node.</param>
/// <param name="here">Its own servables.</param>
/// <param name="links">How to reach the others.</param>
/// <param name="wake">Asks the leader to load a model that sleeps. Must not block.</param>
public sealed class RouteFollower(NodeId self, RouteTable routes, HeldServables here, IPeerLinks links, Action<ModelName> wake) : IClusterObserver
{
    private readonly Dictionary<ModelName, Dictionary<int, RemoteReplica>> _remote = [];
    private readonly Lock _lock = new();
    private ClusterView _view = ClusterView.Unknown;
    private bool _isLeading;

    /// <inheritdoc/>
    public void OnChange(ClusterView view, ClusterChanges changes)
    {
        lock (_lock)
        {
            var isNewlySettled = view.IsSettled && !_view.IsSettled;
            _view = view;
            if (_isLeading)
                return;
            if (changes.IsWhole || isNewlySettled)
                FollowAll();
            else
                FollowEach(changes.Models);
        }
    }

    /// <summary>This node begins to lead, or ends: then it follows again from what was published last.</summary>
    internal void Lead(bool isLeading)
    {
        lock (_lock)
        {
            _isLeading = isLeading;
            if (!isLeading)
                FollowAll();
        }
    }

    private void FollowAll()
    {
        FollowEach(_view.Models.Keys);
        if (!_view.IsSettled)
            return; // what is not there may only not have been said yet
        foreach (var gone in routes.All.Select(model => model.View.Name).Where(name => !_view.Models.ContainsKey(name)).ToList())
            Remove(gone);
        routes.MarkComplete();
    }

    private void FollowEach(IEnumerable<ModelName> models)
    {
        foreach (var name in models)
        {
            if (_view.Models.TryGetValue(name, out var record))
                routes.Publish(RoutesOf(name, record));
            else if (_view.IsSettled)
                Remove(name);
        }
    }

    private void Remove(ModelName name)
    {
        routes.Remove(name);
        _remote.Remove(name);
    }

    private ModelRoutes RoutesOf(ModelName name, ModelRecord record)
    {
        var before = _remote.GetValueOrDefault(name);
        var remote = new Dictionary<int, RemoteReplica>();
        var available = new List<IReplica>();
        foreach (var version in record.Versions)
        {
            foreach (var replica in version.Replicas.Where(replica => replica.TakesRequests))
            {
                if (replica.Node == self)
                {
                    if (here.Find(new ReplicaKey(name, replica.Number)) is { } servable)
                        available.Add(servable);
                }
                else if ((Known(before, replica) ?? Remote(name, version, replica)) is { } elsewhere)
                {
                    available.Add(remote[replica.Number] = elsewhere);
                }
            }
        }

        _remote[name] = remote;
        return new ModelRoutes(record.ToView(name, _view), available, record.IsDormant ? () => wake(name) : null)
        {
            IsWithdrawn = record.IsWithdrawn,
        };
    }

    /// <summary>The one that was there before knows how much it has to do.</summary>
    private static RemoteReplica? Known(Dictionary<int, RemoteReplica>? before, ReplicaRecord replica) =>
        before?.GetValueOrDefault(replica.Number) is { } known && known.Node == replica.Node ? known : null;

    private RemoteReplica? Remote(ModelName name, VersionRecord version, ReplicaRecord replica)
    {
        if (replica.Node is not { } node || version.Signature is not { } signature)
            return null;
        var options = _view.Specs.GetValueOrDefault(new SpecKey(name, version.SpecDigest))?.Options ?? ModelOptions.Default;
        var model = ServableModel.OfClients(new ServableId(name, version.Version), signature, options, version.MaxBatchSize);
        return new RemoteReplica(new ReplicaKey(name, replica.Number), node, model, version.Platform, version.Device, links);
    }
}
