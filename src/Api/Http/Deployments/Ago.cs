namespace ModelCluster.Api.Http.Deployments;

/// <summary>How long ago something was, in Docker's words.</summary>
internal static class Ago
{
    /// <summary>Such as <c>6 minutes ago</c>.</summary>
    public static string Text(TimeSpan past)
    {
        var (seconds, minutes, hours, days) = (past.TotalSeconds, past.TotalMinutes, past.TotalHours, past.TotalDays);
        var amount = seconds < 1 ? "less than a second"
            : seconds < 2 ? "1 second"
            : seconds < 60 ? $"{(int)seconds} seconds"
            : minutes < 2 ? "about a minute"
            : minutes < 60 ? $"{(int)minutes} minutes"
            : hours < 2 ? "about an hour"
            : hours < 48 ? $"{(int)hours} hours"
            : days < 14 ? $"{(int)days} days"
            : days < 60 ? $"{(int)(days / 7)} weeks"
            : days < 730 ? $"{(int)(days / 30)} months"
            : $"{(int)(days / 365)} years";
        return $"{amount} ago";
    }
}
