namespace ModelCluster.Contracts.Models;

/// <summary>The life of one servable. The legal steps are in <see cref="ServableStates"/>.</summary>
public enum ServableState
{
    /// <summary>Wanted; nothing done yet.</summary>
    New,

    /// <summary>The file is being read and the session made.</summary>
    Loading,

    /// <summary>Loaded; warm-up, the batch check and the smoke test are running.</summary>
    Warming,

    /// <summary>Takes requests.</summary>
    Available,

    /// <summary>Takes no new requests; those accepted are being answered.</summary>
    Draining,

    /// <summary>The session is being disposed.</summary>
    Unloading,

    /// <summary>Gone.</summary>
    Ended,

    /// <summary>Loading, warm-up or the smoke test failed; the reason can be queried.</summary>
    Failed,
}
