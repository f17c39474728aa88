using System.Collections.Concurrent;
using System.Security.Cryptography;
using ModelCluster.Actors.Cluster.Records;
using ModelCluster.Actors.Cluster.Routing;
using ModelCluster.Actors.Cluster.View;
using ModelCluster.Actors.Serving.Routing;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Cluster;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Actors.Cluster.Leading;

/// <summary>
/// Where the leader's supervisors publish: this node follows at once, the others by the lighthouse. Thread-safe; one writer per
/// model.
/// </summary>
/// <param name="here">The routes of this node.</param>
/// <param name="self">This node.</param>
/// <param name="mirror">What was published before this term.</param>
/// <param name="writer">Where the others read it.</param>
/// <param name="specs">Where settings are kept.</param>
/// <param name="settled">Called once, when every model of the repository was published in this term, with how many there are.</param>
internal sealed class LeaderRoutes(
    RouteTable here, NodeId self, ClusterMirror mirror, OrderedWriter writer, SpecShelf specs, Action<IReadOnlyCollection<ModelName>> settled) : IRoutePublisher
{
    private readonly ConcurrentDictionary<ModelName, Published> _published = new();
    private readonly Lock _lock = new();
    private bool _isComplete;
    private bool _isSettled;

    /// <inheritdoc/>
    public void Introduce(ModelRoutes routes)
    {
        _published.TryAdd(routes.View.Name, new Published());
        here.Introduce(routes);
    }

    /// <inheritdoc/>
    public void Publish(ModelRoutes routes)
    {
        here.Publish(routes);
        var model = routes.View.Name;
        Write(model, routes, _published.GetOrAdd(model, static _ => new Published()));
        Settle();
    }

    /// <inheritdoc/>
    public void Remove(ModelName model)
    {
        here.Remove(model);
        _published.TryRemove(model, out _);
        specs.Forget(model);
        Forget(model);
        Settle();
    }

    /// <inheritdoc/>
    public void MarkComplete()
    {
        here.MarkComplete();
        lock (_lock)
            _isComplete = true;
        Settle();
    }

    /// <summary>Deletes everything of a model that nobody wants.</summary>
    internal void Forget(ModelName model)
    {
        writer.Remove(ClusterKeys.Model(model));
        writer.RemoveAll(ClusterKeys.PlacementsOf(model));
        writer.RemoveAll(ClusterKeys.SpecsOf(model));
    }

    private void Write(ModelName model, ModelRoutes routes, Published published)
    {
        var before = mirror.View.Models.GetValueOrDefault(model);
        published.Epoch = Math.Max(published.Epoch, before?.Epoch ?? 0);
        published.LastNumber = Math.Max(published.LastNumber, before?.LastNumber ?? 0);
        foreach (var version in routes.View.Versions)
        {
            foreach (var replica in version.Replicas)
                published.LastNumber = Math.Max(published.LastNumber, replica.Number);
        }

        var held = new List<string>();
        string DigestOf(ServableView view)
        {
            var digest = specs.Hold(model, view.Options, view.Samples);
            held.Add(digest);
            return digest;
        }

        var value = ClusterRecords.Models.Write(routes.ToRecord(self, epoch: 0, published.LastNumber, DigestOf));
        var content = Convert.ToBase64String(SHA256.HashData(value));
        if (!published.IsThere || published.Content != content)
        {
            published.Content = content;
            published.Epoch++;
            writer.Write(ClusterKeys.Model(model), ClusterRecords.Models.Write(routes.ToRecord(self, published.Epoch, published.LastNumber, DigestOf)));
        }

        foreach (var digest in published.Digests)
            specs.Release(model, digest);
        published.Digests = held;
        published.IsThere = true;
    }

    private void Settle()
    {
        lock (_lock)
        {
            if (_isSettled || !_isComplete || _published.Values.Any(model => !model.IsThere))
                return;
            _isSettled = true;
        }

        settled([.. _published.Keys]);
    }

    /// <summary>What was published of a model in this term. For its supervisor's turn, but for <see cref="IsThere"/>.</summary>
    private sealed class Published
    {
        private volatile bool _isThere;

        internal bool IsThere
        {
            get => _isThere;
            set => _isThere = value;
        }

        internal long Epoch { get; set; }

        internal int LastNumber { get; set; }

        internal string? Content { get; set; }

        internal IReadOnlyList<string> Digests { get; set; } = [];
    }
}
