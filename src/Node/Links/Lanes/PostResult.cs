namespace ModelCluster.Node.Links.Lanes;

/// <summary>What became of a message that was to be sent.</summary>
internal enum PostResult
{
    /// <summary>It is on its way.</summary>
    Posted,

    /// <summary>The lane is closed; nothing was sent.</summary>
    Closed,

    /// <summary>Its names are too long; nothing was sent.</summary>
    TooLong,
}
