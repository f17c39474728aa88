namespace ModelCluster.Node.Repository;

/// <summary>
/// Tells files that are still being written from those that are done: done is what kept its stamp for the settle time,
/// or was last changed longer ago than that (a folder renamed into place). What is being written never seems old because the wall
/// clock was set. Used by one thread at a time.
/// </summary>
internal sealed class Settling(TimeSpan settleTime, TimeProvider time)
{
    private readonly DateTimeOffset _began = time.GetUtcNow();
    private readonly long _beganAt = time.GetTimestamp();
    private Dictionary<string, Look> _last = new(StringComparer.Ordinal);
    private Dictionary<string, Look> _now = new(StringComparer.Ordinal);

    /// <summary>True if something looked at since <see cref="Begin"/> was not done: look again soon.</summary>
    public bool IsAnythingMoving { get; private set; }

    /// <summary>Begins another look at everything; what is not looked at until the next is forgotten.</summary>
    public void Begin()
    {
        (_last, _now) = (_now, _last);
        _now.Clear();
        IsAnythingMoving = false;
    }

    /// <summary>True if what lies at <paramref name="path"/> is done.</summary>
    public bool IsSettled(string path, FileStamp stamp)
    {
        var now = time.GetTimestamp();
        var look = _last.TryGetValue(path, out var last) && last.Stamp == stamp.Text ? last : new Look(stamp.Text, now);
        _now[path] = look;
        var age = Now(now).UtcDateTime - stamp.Changed;
        var isSettled = settleTime == TimeSpan.Zero || age >= settleTime || time.GetElapsedTime(look.Since, now) >= settleTime;
        IsAnythingMoving |= !isSettled;
        return isSettled;
    }

    /// <summary>By the wall clock, or by where it would be if nobody had set it since the beginning: the earlier of the two.</summary>
    private DateTimeOffset Now(long timestamp)
    {
        var (wall, steady) = (time.GetUtcNow(), _began + time.GetElapsedTime(_beganAt, timestamp));
        return wall < steady ? wall : steady;
    }

    private readonly record struct Look(string Stamp, long Since);
}
