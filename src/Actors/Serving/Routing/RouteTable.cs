using System.Collections.Concurrent;
using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Serving.Routing;

/// <summary>
/// The routes of every model: each an immutable snapshot, replaced whole by the model's supervisor, read by request
/// threads without a lock. Thread-safe.
/// </summary>
/// <param name="time">Says for how long a traffic plan has counted; null for the system's.</param>
public sealed class RouteTable(TimeProvider? time = null) : IModelCatalog, IRoutePublisher
{
    private readonly ConcurrentDictionary<ModelName, ModelRoutes> _routes = new();
    private readonly ConcurrentDictionary<ModelName, bool> _hasSettled = new();
    private readonly TaskCompletionSource _known = NewChange();
    private volatile bool _isLeaving;
    private TaskCompletionSource _changed = NewChange();
    private long _revision;

    /// <inheritdoc/>
    public IReadOnlyList<ModelView> Models =>
        [.. _routes.Values.Select(routes => routes.View).OrderBy(view => view.Name.Value, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public bool IsReady => IsComplete && !_isLeaving && _routes.Values.All(IsServing);

    /// <inheritdoc/>
    public Task WhenKnown => _known.Task;

    /// <inheritdoc/>
    public long Revision => Volatile.Read(ref _revision);

    /// <summary>The routes of every model, in no order.</summary>
    public IEnumerable<ModelRoutes> All => _routes.Select(pair => pair.Value);

    /// <summary>True when every model of the repository has its routes, if only to say that it is loading.</summary>
    internal bool IsComplete => _known.Task.IsCompleted;

    /// <summary>Ends at the next change of any model's routes. Taken before one looks, so that no change is missed.</summary>
    internal Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>The routes of a model; null if it is unknown.</summary>
    public ModelRoutes? Routes(ModelName model) => _routes.GetValueOrDefault(model);

    /// <inheritdoc/>
    public ModelView? Find(ModelName name) => _routes.GetValueOrDefault(name)?.View;

    /// <inheritdoc/>
    public ServableStatistics? Statistics(ServableId id) => ReplicaStatistics.Total(
        [.. _routes.GetValueOrDefault(id.Model)?.Available.Where(replica => replica.Model.Id == id).Select(replica => replica.Statistics).OfType<ServableStatistics>() ?? []]);

    /// <inheritdoc/>
    public void Publish(ModelRoutes routes)
    {
        _routes.TryGetValue(routes.View.Name, out var old);
        routes.Compile(old, time ?? TimeProvider.System);
        _routes[routes.View.Name] = routes;
        if (IsSettled(routes.View))
            _hasSettled[routes.View.Name] = true;
        if (old is null || !IsSame(old.View, routes.View))
            Interlocked.Increment(ref _revision);
        old?.MarkReplaced();
        MarkChanged();
    }

    /// <inheritdoc/>
    public void Introduce(ModelRoutes routes)
    {
        if (!_routes.ContainsKey(routes.View.Name))
            Publish(routes);
    }

    /// <inheritdoc/>
    public void Remove(ModelName model)
    {
        _hasSettled.TryRemove(model, out _);
        if (!_routes.TryRemove(model, out var old))
            return;
        Interlocked.Increment(ref _revision);
        old.MarkReplaced();
        MarkChanged();
    }

    /// <summary>Says that this node is about to end: it is not ready for new clients any more.</summary>
    public void MarkLeaving() => _isLeaving = true;

    /// <inheritdoc/>
    public void MarkComplete()
    {
        _known.TrySetResult();
        MarkChanged();
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void MarkChanged() => Interlocked.Exchange(ref _changed, NewChange()).TrySetResult();

    /// <summary>
    /// A model serves once all its first versions have been loaded or have failed, and as long as one is available: a version
    /// that is dropped in later does not make the node unready.
    /// </summary>
    private bool IsServing(ModelRoutes routes) =>
        !routes.View.IsRequired || routes.Activation is not null || (IsAvailable(routes.View) && _hasSettled.ContainsKey(routes.View.Name));

    private static bool IsSame(ModelView old, ModelView view) =>
        old.Problem == view.Problem
        && old.IsRequired == view.IsRequired
        && old.Versions.Count == view.Versions.Count
        && old.Versions.Zip(view.Versions).All(pair => IsSame(pair.First, pair.Second))
        && old.Traffic == view.Traffic
        && old.Labels.Count == view.Labels.Count
        && old.Labels.All(label => view.Labels.TryGetValue(label.Key, out var version) && version == label.Value);

    private static bool IsSame(ServableView old, ServableView view) =>
        old with { Replicas = view.Replicas } == view && old.Replicas.SequenceEqual(view.Replicas);

    private static bool IsAvailable(ModelView view) => view.Versions.Any(version => version.State == ServableState.Available);

    private static bool IsSettled(ModelView view) => IsAvailable(view)
        && !view.Versions.Any(version => version.State is ServableState.New or ServableState.Loading or ServableState.Warming);
}
