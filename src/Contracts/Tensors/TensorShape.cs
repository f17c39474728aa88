using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelCluster.Contracts.Tensors;

/// <summary>
/// The dimensions of a tensor, outermost first, held inline so that a shape costs no allocation.
/// -1 is a dimension that is free (in a model's signature; never in a tensor's). Rank 0 is a scalar.
/// </summary>
public readonly struct TensorShape : IEquatable<TensorShape>
{
    /// <summary>The most dimensions a tensor can have here.</summary>
    public const int MaxRank = 8;

    private readonly Dimensions _dimensions;

    /// <summary>Copies <paramref name="dimensions"/>.</summary>
    /// <exception cref="ArgumentException">More than <see cref="MaxRank"/> dimensions, or one below -1.</exception>
    public TensorShape(params ReadOnlySpan<long> dimensions)
    {
        if (dimensions.Length > MaxRank)
            throw new ArgumentException($"a shape of rank {dimensions.Length} is not supported; at most {MaxRank} dimensions are", nameof(dimensions));
        foreach (var dimension in dimensions)
        {
            if (dimension < -1)
                throw new ArgumentException($"{dimension} is not a dimension", nameof(dimensions));
        }

        Rank = dimensions.Length;
        dimensions.CopyTo(_dimensions);
    }

    /// <summary>How many dimensions.</summary>
    public int Rank { get; }

    /// <summary>Dimension <paramref name="index"/>, 0 the outermost.</summary>
    public long this[int index] => AsSpan()[index];

    /// <summary>True if no dimension is free.</summary>
    public bool IsFixed => !AsSpan().Contains(-1);

    /// <summary>The dimensions; valid as long as the shape stays where it is.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ReadOnlySpan<long> AsSpan() =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<Dimensions, long>(ref Unsafe.AsRef(in _dimensions)), Rank);

    /// <summary>Product of the dimensions; false if one is free or the product passes 2^62.</summary>
    public bool TryCountElements(out long count)
    {
        count = 1;
        foreach (var dimension in AsSpan())
        {
            if (dimension < 0)
                return false;
            var product = Math.BigMul(count, dimension, out var low);
            if (product != 0 || low < 0 || low > 1L << 62)
                return false;
            count = low;
        }

        return true;
    }

    /// <summary>This shape with dimension 0 replaced, rank at least 1.</summary>
    public TensorShape WithRows(long rows)
    {
        Span<long> dimensions = stackalloc long[MaxRank];
        AsSpan().CopyTo(dimensions);
        dimensions[0] = rows;
        return new TensorShape(dimensions[..Rank]);
    }

    /// <summary>True if this shape, fixed, fits <paramref name="pattern"/>, whose -1 fit anything.</summary>
    public bool Fits(in TensorShape pattern)
    {
        if (Rank != pattern.Rank)
            return false;
        for (var i = 0; i < Rank; i++)
        {
            if (pattern[i] >= 0 && pattern[i] != this[i])
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(TensorShape other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TensorShape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var dimension in AsSpan())
            hash.Add(dimension);
        return hash.ToHashCode();
    }

    /// <summary>As clients print it: <c>[-1,16]</c>.</summary>
    public override string ToString() => $"[{string.Join(',', AsSpan().ToArray())}]";

    /// <summary>Same dimensions.</summary>
    public static bool operator ==(in TensorShape left, in TensorShape right) => left.Equals(right);

    /// <summary>Other dimensions.</summary>
    public static bool operator !=(in TensorShape left, in TensorShape right) => !left.Equals(right);

    [InlineArray(MaxRank)]
    private struct Dimensions
    {
        private long _first;
    }
}
