namespace ModelCluster.Contracts.Models;

/// <summary>
/// How pixels become the numbers of a floating-point input: (pixel - mean) x scale, with pixels from 0 to 255. An input of
/// bytes gets the pixels as they are, in this order of channels.
/// </summary>
public sealed record ImageOptions
{
    /// <summary>Pixels as they are, red first.</summary>
    public static ImageOptions Default { get; } = new();

    /// <summary>What is taken away, one for all channels or one per channel, in the order of <see cref="IsBgr"/>.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0];

    /// <summary>What the difference is multiplied by, likewise.</summary>
    public IReadOnlyList<float> Scale { get; init; } = [1];

    /// <summary>True: blue, green, red; false: red, green, blue. Means nothing for one channel.</summary>
    public bool IsBgr { get; init; }

    /// <summary>True if both say the same of every number.</summary>
    public bool Equals(ImageOptions? other) =>
        other is not null && IsBgr == other.IsBgr && Mean.SequenceEqual(other.Mean) && Scale.SequenceEqual(other.Scale);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsBgr, Mean.Count, Scale.Count);
}
