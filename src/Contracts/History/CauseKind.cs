namespace ModelCluster.Contracts.History;

/// <summary>What kind of thing brought a change about.</summary>
public enum CauseKind
{
    /// <summary>A request; the cause's name is the name of its API key, never the key itself.</summary>
    ApiKey,

    /// <summary>A file that appeared, changed or went; the name is its path.</summary>
    File,

    /// <summary>A rule that the cluster follows by itself; the name is the rule's.</summary>
    Policy,

    /// <summary>The program itself, such as a migration or a start; the name says which part.</summary>
    System,
}
