using ModelCluster.Contracts.History;

namespace ModelCluster.Actors.Kernel;

/// <summary>Makes <see cref="Decision{TState, TEvent}"/>, for pure functions outside an actor.</summary>
public static class Decision
{
    /// <summary>Nothing changes.</summary>
    public static Decision<TState, TEvent> Nothing<TState, TEvent>() => Decision<TState, TEvent>.Unchanged;

    /// <summary>The events happen, all or none, in this order.</summary>
    /// <param name="cause">Who or what brought them about.</param>
    /// <param name="events">None is the same as <see cref="Nothing{TState, TEvent}"/>.</param>
    public static Decision<TState, TEvent> Persist<TState, TEvent>(Cause cause, params IReadOnlyList<TEvent> events) =>
        new() { Cause = cause, Events = events };
}
