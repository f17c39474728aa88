using ModelCluster.Contracts.Admin;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Inference;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Serving.Routing;

/// <summary>Where requests for one model go at one moment, and what there is to know of it. Immutable; replaced whole.</summary>
/// <param name="View">The model as queries see it.</param>
/// <param name="Available">Servables that take requests, newest version first, one per version.</param>
/// <param name="Activation">For a lazy model that is not loaded: asks for it; the routes are published again when it is there.</param>
public sealed record ModelRoutes(ModelView View, IReadOnlyList<Servable> Available, Action? Activation)
{
    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ModelRoutes(ModelRoutes original)
    {
        (View, Available, Activation) = (original.View, original.Available, original.Activation);
        _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously); // its own: a copy is replaced at another time
    }

    /// <summary>Ends when these routes are no longer the newest.</summary>
    public Task Replaced => _replaced.Task;

    /// <summary>The newest available servable that will do; null if none.</summary>
    public Servable? Find(VersionSelector selector)
    {
        for (var i = 0; i < Available.Count; i++)
        {
            if (selector.Accepts(Available[i].Model.Id.Version))
                return Available[i];
        }

        return null;
    }

    /// <summary>Why <see cref="Find"/> found none.</summary>
    public InferenceError WhyNot(VersionSelector selector)
    {
        var fitting = View.Versions.Where(version => selector.Accepts(version.Id.Version)).ToList();
        if (fitting.Count == 0 && selector.Range is not null)
            return Errors.UnknownVersion(View.Name, selector);
        var newest = fitting.FirstOrDefault();
        return Errors.NotAvailable(View.Name, newest switch
        {
            null => View.Problem ?? "no version of it is loaded",
            { State: ServableState.Failed } => $"version {newest.Id.Version} failed to load: {newest.Reason}",
            _ => $"version {newest.Id.Version} is {newest.State}",
        });
    }

    internal void MarkReplaced() => _replaced.TrySetResult();
}
