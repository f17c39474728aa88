namespace ModelCluster.Api.Http.Security;

/// <summary>What a path asks of its caller.</summary>
internal enum Access
{
    /// <summary>Nothing: health.</summary>
    Open,

    /// <summary>Any key.</summary>
    Read,

    /// <summary><see cref="CallerRoles.Infer"/>.</summary>
    Infer,

    /// <summary><see cref="CallerRoles.Operate"/>.</summary>
    Operate,
}
