using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models;

/// <summary>
/// What outlives the instances of a model's supervisor, so that one which failed begins again where things stand. The
/// registry writes it before it tells the supervisor the same; the supervisor reads it when it starts.
/// </summary>
internal sealed class ModelWish(AspiredModel model)
{
    private volatile AspiredModel _model = model;
    private volatile bool _isUnloaded;
    private volatile int _leaveNumber;
    private int _lastIncarnation;

    /// <summary>The newest wanted state.</summary>
    internal AspiredModel Model
    {
        get => _model;
        set => _model = value;
    }

    /// <summary>True from an explicit unload to the next explicit load.</summary>
    internal bool IsUnloaded
    {
        get => _isUnloaded;
        set => _isUnloaded = value;
    }

    /// <summary>The number of the newest <see cref="ModelProtocol.Leave"/>; 0 while the model stays.</summary>
    internal int LeaveNumber
    {
        get => _leaveNumber;
        set => _leaveNumber = value;
    }

    /// <summary>
    /// Numbers incarnations, also over restarts: a late message of a servable that an earlier instance spawned must not be
    /// taken for one of another. For the supervisor's turn.
    /// </summary>
    internal int NextIncarnation() => ++_lastIncarnation;
}
