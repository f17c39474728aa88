using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Control;

/// <summary>A lasting change that an operator asks for, of one model. Refused whole or done whole; written to the journal first.</summary>
public abstract record ModelCommand
{
    private ModelCommand()
    {
    }

    /// <summary>Serve the model again after <see cref="Unload"/>; failed versions are tried again.</summary>
    public sealed record Load : ModelCommand;

    /// <summary>As <see cref="Load"/>, with these settings in place of <c>model.json</c>; null: that file counts again.</summary>
    public sealed record LoadWith(string? Json) : ModelCommand;

    /// <summary>Retire every version until <see cref="Load"/>.</summary>
    public sealed record Unload : ModelCommand;

    /// <summary>Serve this version, whatever the policy says.</summary>
    public sealed record LoadVersion(ModelVersion Version) : ModelCommand;

    /// <summary>Retire this version, whatever the policy says.</summary>
    public sealed record UnloadVersion(ModelVersion Version) : ModelCommand;

    /// <summary>Load this version's file again; the old servable serves until the new one is available.</summary>
    public sealed record ReloadVersion(ModelVersion Version) : ModelCommand;

    /// <summary>Keep this version loaded and let its requests wait: <see cref="OperatorHold.Paused"/>.</summary>
    public sealed record PauseVersion(ModelVersion Version) : ModelCommand;

    /// <summary>Keep this version loaded and give it no new requests: <see cref="OperatorHold.Drained"/>.</summary>
    public sealed record DrainVersion(ModelVersion Version) : ModelCommand;

    /// <summary>Take back what was decided about this version: the policy decides again.</summary>
    public sealed record ResumeVersion(ModelVersion Version) : ModelCommand;

    /// <summary>Serve only this version, whatever the policy says.</summary>
    public sealed record Pin(ModelVersion Version) : ModelCommand;

    /// <summary>Let the policy decide again.</summary>
    public sealed record Unpin : ModelCommand;

    /// <summary>Point a label at an available version, in one step for all requests.</summary>
    /// <param name="Label">1 to 64 letters, digits, '-', '_' or '.', the first one a letter.</param>
    /// <param name="Version">Where to.</param>
    /// <param name="Wait">True: wait until the version is available; false: refuse when it is not.</param>
    public sealed record MoveLabel(string Label, ModelVersion Version, bool Wait = false) : ModelCommand;

    /// <summary>Take a label away.</summary>
    public sealed record RemoveLabel(string Label) : ModelCommand;

    /// <summary>Share requests out in another way.</summary>
    public sealed record SetTraffic(TrafficPlan Plan) : ModelCommand;

    /// <summary>Use these settings in place of <c>model.json</c>; null: that file counts again.</summary>
    public sealed record Configure(string? Json) : ModelCommand;

    /// <summary>Bring back what was decided as of a point in the history; exactly one of the two is there.</summary>
    /// <param name="SequenceNr">After this event; 0 for before the first.</param>
    /// <param name="Time">After the last event not later than this.</param>
    public sealed record RollBack(long? SequenceNr, DateTimeOffset? Time) : ModelCommand;
}
