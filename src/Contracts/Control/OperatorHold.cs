namespace ModelCluster.Contracts.Control;

/// <summary>What an operator decided about one version, over the version policy. No entry: the policy decides.</summary>
public enum OperatorHold
{
    /// <summary>Loaded, whatever the policy says.</summary>
    Loaded,

    /// <summary>Not loaded, whatever the policy says.</summary>
    Unloaded,

    /// <summary>Loaded; requests are accepted, within the queue's limit and their deadlines, but wait until it is resumed.</summary>
    Paused,

    /// <summary>Loaded; what was accepted is answered, nothing new is accepted until it is resumed.</summary>
    Drained,
}
