namespace ModelCluster.Api.Http.Security;

/// <summary>What a caller may do. Reading what is served is allowed with either.</summary>
[Flags]
public enum CallerRoles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Send requests for inference.</summary>
    Infer = 1,

    /// <summary>Change what is served.</summary>
    Operate = 2,
}
