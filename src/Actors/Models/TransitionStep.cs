namespace ModelCluster.Actors.Models;

/// <summary>The one thing to do next.</summary>
/// <param name="Kind">What.</param>
/// <param name="Number">To which incarnation.</param>
public readonly record struct TransitionStep(TransitionKind Kind, int Number);

/// <summary>What a <see cref="TransitionStep"/> does.</summary>
public enum TransitionKind
{
    /// <summary>Begin loading.</summary>
    Load,

    /// <summary>Drain and unload, or forget what never loaded.</summary>
    Retire,
}
