using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ModelCluster.Contracts.Ids;

/// <summary>
/// A set of versions: <c>1.x</c>, <c>1.2.x</c>, or a single version. One to three parts separated by '.' or '_', each a number
/// or 'x' (also '*') for any number; the first one is a number. What follows an 'x' is 'x' too, whatever is written:
/// <c>1.x</c> and <c>1.x.5</c> are <c>1.x.x</c>. Other missing numbers are 0: <c>1</c> is <c>1.0.0</c>.
/// </summary>
/// <param name="Major">First number.</param>
/// <param name="Minor">Second number, null for any.</param>
/// <param name="Patch">Third number, null for any; heeded only with a second number.</param>
public readonly record struct VersionRange(long Major, long? Minor, long? Patch)
{
    /// <summary>Third number, null for any; always null where <see cref="Minor"/> is.</summary>
    public long? Patch { get; } = Minor is null ? null : Patch;

    /// <summary>True if <paramref name="version"/> is in the set.</summary>
    public bool Contains(ModelVersion version) =>
        version.Major == Major && (Minor ?? version.Minor) == version.Minor && (Patch ?? version.Patch) == version.Patch;

    /// <summary>Reads a range; false if <paramref name="text"/> is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out VersionRange range)
    {
        range = default;
        if (string.IsNullOrEmpty(text))
            return false;
        Span<long?> numbers = [null, null, null];
        var parts = 0;
        foreach (var part in text.AsSpan().SplitAny('.', '_'))
        {
            if (parts == 3)
                return false;
            var word = text.AsSpan(part);
            if (word is "x" or "X" or "*")
                numbers[parts++] = null;
            else if (long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                numbers[parts++] = number;
            else
                return false;
        }

        if (numbers[0] is not { } major)
            return false;
        for (; parts < 3; parts++)
            numbers[parts] = numbers[parts - 1] is null ? null : 0;
        range = new VersionRange(major, numbers[1], numbers[2]);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor?.ToString() ?? "x"}.{Patch?.ToString() ?? "x"}");
}
