namespace ModelCluster.Node.Sql;

/// <summary>Times as the tables hold them: microseconds since 1970-01-01T00:00:00Z.</summary>
internal static class SqlTime
{
    internal static long ToMicroseconds(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    internal static DateTimeOffset FromMicroseconds(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
