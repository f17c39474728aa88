using ModelCluster.Actors.Models.History;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Models;

/// <summary>
/// What outlives the instances of a model's supervisor, so that one which failed begins again where things stand. The
/// registry writes what the source wants before it tells the supervisor the same; the supervisor writes what it knows of the
/// intent, for the case that there is no journal to read it from, and reads all of it when it starts.
/// </summary>
internal sealed class ModelWish(AspiredModel model)
{
    private volatile AspiredModel _model = model;
    private volatile bool _isStopping;
    private volatile int _leaveNumber;
    private int _lastIncarnation;

    /// <summary>The newest wanted state.</summary>
    internal AspiredModel Model
    {
        get => _model;
        set => _model = value;
    }

    /// <summary>True once the node unloads its models to end.</summary>
    internal bool IsStopping
    {
        get => _isStopping;
        set => _isStopping = value;
    }

    /// <summary>The number of the newest <see cref="ModelProtocol.Leave"/>; 0 while the model stays.</summary>
    internal int LeaveNumber
    {
        get => _leaveNumber;
        set => _leaveNumber = value;
    }

    /// <summary>What the supervisor last knew of the intent. For the supervisor's turn.</summary>
    internal ModelIntent Intent { get; set; } = ModelIntent.Initial;

    /// <summary>
    /// Numbers incarnations, also over restarts: a late message of a servable that an earlier instance spawned must not be
    /// taken for one of another. For the supervisor's turn.
    /// </summary>
    internal int NextIncarnation() => ++_lastIncarnation;

    /// <summary>Numbers up to this one were given before. For the supervisor's turn.</summary>
    internal void Skip(int lastIncarnation) => _lastIncarnation = Math.Max(_lastIncarnation, lastIncarnation);

    /// <summary>The highest number given so far. For the supervisor's turn.</summary>
    internal int LastIncarnation => _lastIncarnation;
}
