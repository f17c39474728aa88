using System.Globalization;

namespace ModelCluster.Pbm.Terminal;

/// <summary>Figures for people: three digits that matter, and the unit. "-" where nothing is known.</summary>
internal static class Units
{
    private const string Unknown = "-";
    private static readonly string[] Sizes = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    internal static string Bytes(double? bytes)
    {
        if (bytes is not { } left)
            return Unknown;
        var size = 0;
        for (; Math.Abs(left) >= 1024 && size < Sizes.Length - 1; size++)
            left /= 1024;
        return $"{Short(left)} {Sizes[size]}";
    }

    internal static string Milliseconds(double? milliseconds) => milliseconds switch
    {
        null => Unknown,
        >= 1000 => $"{Short(milliseconds.Value / 1000)} s",
        _ => $"{Short(milliseconds.Value)} ms",
    };

    /// <summary>Something per second, or any other plain figure.</summary>
    internal static string Figure(double? figure) => figure is { } value ? Short(value) : Unknown;

    /// <summary>A whole number, by thousands.</summary>
    internal static string Count(double? count) => count is { } value ? value.ToString("N0", CultureInfo.InvariantCulture) : Unknown;

    /// <summary>How long something has been so, in its two largest units.</summary>
    internal static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 60 } => $"{Math.Max(0, (int)age.TotalSeconds)} s",
        { TotalMinutes: < 60 } => $"{age.Minutes} min {age.Seconds} s",
        { TotalHours: < 24 } => $"{age.Hours} h {age.Minutes} min",
        _ => $"{(int)age.TotalDays} d {age.Hours} h",
    };

    internal static string Since(DateTimeOffset? start) => start is { } time ? Age(DateTimeOffset.UtcNow - time) : Unknown;

    private static string Short(double value) => Math.Abs(value) switch
    {
        _ when value == Math.Round(value) => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 99.95 => value.ToString("N0", CultureInfo.InvariantCulture),
        >= 9.995 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 0.01 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0000", CultureInfo.InvariantCulture),
    };
}
