namespace ModelCluster.Links;

/// <summary>What is sent: requests of a size, so many at a time; each reply has 64 bytes.</summary>
public sealed record Load(string Name, int Bytes, int AtOnce, TimeSpan Round)
{
    public static IReadOnlyList<Load> All { get; } =
    [
        new("64 bytes, one at a time", 64, 1, TimeSpan.FromSeconds(2)),
        new("64 bytes, 64 at once", 64, 64, TimeSpan.FromSeconds(2)),
        new("600 KiB, one at a time", 600 << 10, 1, TimeSpan.FromSeconds(2)),
        new("600 KiB, 64 at once", 600 << 10, 64, TimeSpan.FromSeconds(3)),
    ];
}
