namespace ModelCluster.Actors.Kernel.Cells;

/// <remarks>Death watch. The watched keeps its watchers, the watcher (with its message type) what it wants to be told.</remarks>
internal abstract partial class ActorCell
{
    private HashSet<ActorCell>? _watchers;

    /// <summary>Tells this cell, behind the messages that wait, that a watched one has terminated. Any thread.</summary>
    public abstract void PostTerminated(ActorCell watched);

    /// <summary>Ends all watching by this cell.</summary>
    protected abstract void UnwatchAll();

    private void AddWatcher(ActorCell watcher)
    {
        if (_state is ActorState.Stopped) watcher.PostTerminated(this);
        else (_watchers ??= []).Add(watcher);
    }

    private void RemoveWatcher(ActorCell watcher) => _watchers?.Remove(watcher);

    private void NotifyWatchers()
    {
        foreach (var watcher in _watchers ?? []) watcher.PostTerminated(this);
        _watchers = null;
    }
}
