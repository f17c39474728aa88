namespace ModelCluster.Node.Links.Client;

/// <summary>How long to wait before the next attempt to connect: nothing, once a connection held for a while, else longer each time. Not thread-safe.</summary>
/// <param name="first">The first wait.</param>
/// <param name="longest">The longest; also how long is a while.</param>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private TimeSpan _last = TimeSpan.Zero;

    /// <summary>The wait after an attempt that failed, or whose connection ended after <paramref name="held"/>.</summary>
    internal TimeSpan After(TimeSpan held)
    {
        if (held >= longest)
        {
            _last = TimeSpan.Zero;
            return TimeSpan.Zero;
        }

        var next = _last * 2 < first ? first : _last * 2;
        _last = next < longest ? next : longest;
        return _last;
    }
}
