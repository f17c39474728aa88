using System.Buffers;
using System.Globalization;

namespace ModelCluster.Contracts.Deployments;

/// <summary>Reads the amounts that deployments write as text: cores, memory and durations.</summary>
public static class Quantity
{
    private const double SecondsPerDay = 86_400;
    private const NumberStyles Plain = NumberStyles.AllowDecimalPoint;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Cores: <c>2</c>, <c>0.5</c>; 0 to 1,024.</summary>
    public static bool TryCores(string text, out double cores) =>
        double.TryParse(text, Plain, CultureInfo.InvariantCulture, out cores) && cores is >= 0 and <= 1_024;

    /// <summary>
    /// Bytes: a number with an optional unit <c>b</c>, <c>k</c>, <c>m</c>, <c>g</c> or <c>t</c> (also <c>KB</c>, <c>KiB</c> and so on),
    /// in powers of 1,024 as Docker reads them; 0 to 1024 T.
    /// </summary>
    public static bool TryBytes(string text, out long bytes)
    {
        bytes = 0;
        var letters = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
        var number = letters < 0 ? text : text[..letters];
        int? power = (letters < 0 ? "" : text[letters..].ToUpperInvariant()) switch
        {
            "" or "B" => 0,
            "K" or "KB" or "KIB" => 1,
            "M" or "MB" or "MIB" => 2,
            "G" or "GB" or "GIB" => 3,
            "T" or "TB" or "TIB" => 4,
            _ => null,
        };
        if (power is null || !double.TryParse(number, Plain, CultureInfo.InvariantCulture, out var value))
            return false;
        var exact = value * Math.Pow(1_024, power.Value);
        if (exact is < 0 or > 1L << 50)
            return false;
        bytes = (long)exact;
        return true;
    }

    /// <summary>Durations: numbers with units <c>ms</c>, <c>s</c>, <c>m</c>, <c>h</c>, one behind the other, such as <c>1m30s</c>; up to 24 h.</summary>
    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0 || !double.TryParse(rest[..digits], Plain, CultureInfo.InvariantCulture, out var value))
                return false;
            rest = rest[digits..];
            var letters = rest.IndexOfAny(NumberCharacters);
            var unit = letters < 0 ? rest : rest[..letters];
            double? seconds = unit switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3_600, _ => null };
            if (seconds is null || value * seconds.Value > SecondsPerDay)
                return false;
            duration += TimeSpan.FromSeconds(value * seconds.Value);
            rest = rest[unit.Length..];
        }

        return text.Length > 0 && duration <= TimeSpan.FromDays(1);
    }

    internal static string AllowedCores(string text) => $"'{text}' is no number of cores; such as 0.5 or 2 is allowed, up to 1024";

    internal static string AllowedBytes(string text) => $"'{text}' is no amount of memory; such as 512M or 2G is allowed";

    internal static string AllowedDuration(string text) => $"'{text}' is no duration; such as 500ms, 5s or 1m30s is allowed, up to 24h";
}
