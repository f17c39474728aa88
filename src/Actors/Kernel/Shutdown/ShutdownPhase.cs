namespace ModelCluster.Actors.Kernel;

/// <summary>
/// The usual phases of an orderly stop; lower numbers run first, numbers between are free to use. After the last phase
/// the actors stop, children before parents.
/// </summary>
public static class ShutdownPhase
{
    /// <summary>Say that this node is leaving: readiness off, membership state leaving.</summary>
    public const int Announce = 100;

    /// <summary>Take no new work.</summary>
    public const int Unbind = 200;

    /// <summary>Finish the work that was taken.</summary>
    public const int Drain = 300;

    /// <summary>Unload models, close services.</summary>
    public const int Unload = 400;

    /// <summary>Give back the lease, leave the cluster.</summary>
    public const int Leave = 500;
}
