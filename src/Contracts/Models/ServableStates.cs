using static ModelCluster.Contracts.Models.ServableState;

namespace ModelCluster.Contracts.Models;

/// <summary>The transition table of <see cref="ServableState"/>.</summary>
public static class ServableStates
{
    /// <summary>True if a servable may go from <paramref name="from"/> to <paramref name="to"/>.</summary>
    public static bool CanBecome(this ServableState from, ServableState to) => (from, to) switch
    {
        (New, Loading) => true,
        (Loading, Warming or Failed or Unloading) => true,
        (Warming, Available or Failed or Unloading) => true,
        (Available, Draining) => true,
        (Draining, Unloading) => true,
        (Unloading, Ended) => true,
        (Failed, Loading or Ended) => true,
        _ => false,
    };

    /// <summary>The next state, if the step is legal.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public static ServableState To(this ServableState from, ServableState to) => from.CanBecome(to)
        ? to
        : throw new InvalidOperationException($"a servable cannot go from {from} to {to}");
}
