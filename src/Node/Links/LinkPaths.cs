namespace ModelCluster.Node.Links;

/// <summary>What is reached over links alone.</summary>
internal static class LinkPaths
{
    /// <summary>All of it lies below.</summary>
    internal const string Root = "/cluster";

    /// <summary>Where a lane is opened: a POST whose body and answer are streams of frames that stay open.</summary>
    internal const string Lane = "/cluster/link";
}
