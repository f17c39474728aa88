namespace ModelCluster.Contracts.Sessions;

/// <summary>How to load a model.</summary>
public sealed record SessionSettings
{
    /// <summary>Where to run.</summary>
    public DeviceKind Device { get; init; } = DeviceKind.Cpu;

    /// <summary>True: a missing device fails the load. False: a warning, and the processor.</summary>
    public bool StrictDevice { get; init; }

    /// <summary>
    /// Threads inside one run: 0 shares the node's one pool, 1 runs on the caller's thread alone, more gives this
    /// session a pool of its own. 0 to 256.
    /// </summary>
    public int Threads { get; init; } = 1;
}
