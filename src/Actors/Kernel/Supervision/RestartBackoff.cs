namespace ModelCluster.Actors.Kernel;

/// <summary>Exponential backoff with jitter: first, first x 2, first x 4, ... up to the maximum, each longer by up to the jitter share.</summary>
public sealed record RestartBackoff
{
    /// <summary>No wait.</summary>
    public static readonly RestartBackoff None = new(TimeSpan.Zero, TimeSpan.Zero, jitter: 0);

    private readonly Func<double> _random;

    /// <summary>Sets the waits.</summary>
    /// <param name="first">Before the first restart; not negative.</param>
    /// <param name="max">The longest wait before jitter; at least <paramref name="first"/>.</param>
    /// <param name="jitter">Share of the wait added at random, 0 to 1, so that many actors do not restart together.</param>
    /// <param name="random">Values from 0 to below 1, thread safe; null for <see cref="Random.Shared"/>.</param>
    public RestartBackoff(TimeSpan first, TimeSpan max, double jitter = 0.2, Func<double>? random = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, first);
        ArgumentOutOfRangeException.ThrowIfLessThan(jitter, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(jitter, 1);
        (First, Max, Jitter, _random) = (first, max, jitter, random ?? Random.Shared.NextDouble);
    }

    /// <summary>The wait before the first restart.</summary>
    public TimeSpan First { get; }

    /// <summary>The longest wait, before jitter.</summary>
    public TimeSpan Max { get; }

    /// <summary>The share added at random, 0 to 1.</summary>
    public double Jitter { get; }

    /// <summary>The wait before the given restart.</summary>
    /// <param name="restart">1 for the first restart within the window.</param>
    public TimeSpan Delay(int restart)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(restart, 1);
        var ticks = Math.Min(Max.Ticks, First.Ticks * Math.Pow(2, restart - 1));
        return TimeSpan.FromTicks((long)(ticks * (1 + (Jitter * _random()))));
    }
}
