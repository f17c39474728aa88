using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ModelCluster.Contracts.Ids;

/// <summary>
/// A version of a model: one to three numbers (<c>3</c>, <c>1.2</c>, <c>1.2.3</c>), separated by '.' or '_'.
/// Missing numbers are 0, leading zeros mean nothing: <c>1</c>, <c>001</c> and <c>1.0.0</c> are the same version.
/// Ordered by number, newest last.
/// </summary>
public readonly struct ModelVersion : IEquatable<ModelVersion>, IComparable<ModelVersion>
{
    private readonly byte _parts;

    private ModelVersion(long major, long minor, long patch, byte parts)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
        _parts = parts;
    }

    /// <summary>A whole-number version, as TensorFlow Serving and Triton number theirs.</summary>
    public ModelVersion(long major)
        : this(major, 0, 0, 1) => ArgumentOutOfRangeException.ThrowIfNegative(major);

    /// <summary>First number: incompatible with older code when it changes.</summary>
    public long Major { get; }

    /// <summary>Second number: a different model behind the same interface.</summary>
    public long Minor { get; }

    /// <summary>Third number: the same model, trained again.</summary>
    public long Patch { get; }

    /// <summary>True for a version written as one number, which is all that integer-only protocols can name.</summary>
    public bool IsWhole => _parts <= 1;

    /// <summary>Reads a version; false if <paramref name="text"/> is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ModelVersion version)
    {
        version = default;
        if (string.IsNullOrEmpty(text))
            return false;
        Span<long> numbers = [0, 0, 0];
        byte parts = 0;
        foreach (var range in text.AsSpan().SplitAny('.', '_'))
        {
            if (parts == 3 || !long.TryParse(text.AsSpan(range), NumberStyles.None, CultureInfo.InvariantCulture, out numbers[parts++]))
                return false;
        }

        version = new ModelVersion(numbers[0], numbers[1], numbers[2], parts);
        return true;
    }

    /// <summary>Reads a version that is known to be good.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static ModelVersion Parse(string text) => TryParse(text, out var version)
        ? version
        : throw new FormatException($"'{text}' is not a version; one to three numbers such as 3, 1.2 or 1.2.3 are allowed");

    /// <inheritdoc/>
    public bool Equals(ModelVersion other) => (Major, Minor, Patch) == (other.Major, other.Minor, other.Patch);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ModelVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Major, Minor, Patch);

    /// <inheritdoc/>
    public int CompareTo(ModelVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <summary>As it was written, without leading zeros: <c>3</c>, <c>1.2</c> or <c>1.2.3</c>.</summary>
    public override string ToString() => _parts switch
    {
        0 or 1 => $"{Major}",
        2 => $"{Major}.{Minor}",
        _ => $"{Major}.{Minor}.{Patch}",
    };

    /// <summary>Same version.</summary>
    public static bool operator ==(ModelVersion left, ModelVersion right) => left.Equals(right);

    /// <summary>Different version.</summary>
    public static bool operator !=(ModelVersion left, ModelVersion right) => !left.Equals(right);

    /// <summary>Older than.</summary>
    public static bool operator <(ModelVersion left, ModelVersion right) => left.CompareTo(right) < 0;

    /// <summary>Newer than.</summary>
    public static bool operator >(ModelVersion left, ModelVersion right) => left.CompareTo(right) > 0;

    /// <summary>Older than, or the same.</summary>
    public static bool operator <=(ModelVersion left, ModelVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Newer than, or the same.</summary>
    public static bool operator >=(ModelVersion left, ModelVersion right) => left.CompareTo(right) >= 0;
}
