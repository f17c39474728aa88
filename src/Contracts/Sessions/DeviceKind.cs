namespace ModelCluster.Contracts.Sessions;

/// <summary>Where a model is to run.</summary>
public enum DeviceKind
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU.</summary>
    Cuda,

    /// <summary>A GPU where there is one, else the processor.</summary>
    Auto,
}
