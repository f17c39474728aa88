namespace ModelCluster.Node.Repository;

/// <summary>Where the models are and how the folders are watched. Configuration section <c>Repository</c>.</summary>
public sealed class RepositoryOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Repository";

    /// <summary>The folders that hold models. When two hold a model of one name, the first wins. At least one, unless there is a servables.json.</summary>
    public IList<string> Folders { get; init; } = [];

    /// <summary>Milliseconds from one full scan to the next, which finds what no notification told. 100 to 3,600,000; default 5,000.</summary>
    public int ScanIntervalMilliseconds { get; init; } = 5_000;

    /// <summary>
    /// Milliseconds that a file must keep its size and time of change before it is read, so that one still being copied is
    /// not. 0 to 60,000; default 250.
    /// </summary>
    public int SettleMilliseconds { get; init; } = 250;

    /// <summary>
    /// Whether the system is asked to tell of changes at once; default true. False suits network folders that never tell,
    /// and folders with more directories than the system lets one process watch.
    /// </summary>
    public bool Notifications { get; init; } = true;

    /// <summary>Where files uploaded with a load request are kept until unload or restart. Default <c>data</c>.</summary>
    public string DataFolder { get; init; } = "data";

    /// <summary>
    /// Whether .NET assemblies in the folders are loaded and run as models, with all that the node itself may do. Default
    /// false. Never those that came with a load request.
    /// </summary>
    public bool AllowCode { get; init; }

    internal TimeSpan ScanInterval => TimeSpan.FromMilliseconds(ScanIntervalMilliseconds);

    internal TimeSpan SettleTime => TimeSpan.FromMilliseconds(SettleMilliseconds);
}
