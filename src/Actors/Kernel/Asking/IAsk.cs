namespace ModelCluster.Actors.Kernel.Asking;

/// <summary>A waiting ask of any reply type, as its envelope knows it.</summary>
internal interface IAsk
{
    /// <summary>Makes the ask throw, unless it was answered or is already another one.</summary>
    void Fail(long generation, Exception reason);
}
