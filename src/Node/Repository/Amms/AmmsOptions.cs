namespace ModelCluster.Node.Repository.Amms;

/// <summary>The file <c>servables.json</c> and where remote artefacts come from. Configuration section <c>Amms</c>.</summary>
public sealed class AmmsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Amms";

    /// <summary>The path of <c>servables.json</c>; empty, the default, for none.</summary>
    public string File { get; init; } = "";

    /// <summary>The largest file to fetch, in bytes. 1 to 1 TiB; default 4 GiB.</summary>
    public long MaxDownloadBytes { get; init; } = 4L << 30;

    /// <summary>The address of an S3-compatible store; empty, the default, for Amazon's.</summary>
    public string S3Endpoint { get; init; } = "";

    /// <summary>The region of S3 buckets. Default <c>us-east-1</c>.</summary>
    public string S3Region { get; init; } = "us-east-1";

    internal bool IsOn => File.Length > 0;
}
