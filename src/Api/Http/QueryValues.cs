using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ModelCluster.Api.Http;

/// <summary>Reads the values of a URL's query.</summary>
internal static class QueryValues
{
    /// <summary>A whole number; null if the query has none.</summary>
    /// <exception cref="ProblemException">400: it is none, or out of its range.</exception>
    public static long? Number(HttpContext context, string key, long min, long max)
    {
        if (!context.Request.Query.TryGetValue(key, out var text))
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw ProblemException.BadRequest($"{key} is '{text}'; a whole number from {min} to {max} is allowed");
    }

    /// <summary>A point in time, UTC where it names no offset; null if the query has none.</summary>
    /// <exception cref="ProblemException">400: it is none.</exception>
    public static DateTimeOffset? Time(HttpContext context, string key)
    {
        if (!context.Request.Query.TryGetValue(key, out var text))
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw ProblemException.BadRequest($"{key} is '{text}'; a time such as 2026-01-31T12:00:00Z is allowed (a '+' is written %2B in a URL)");
    }

    /// <summary>True or false; false if the query has none.</summary>
    /// <exception cref="ProblemException">400: it is neither.</exception>
    public static bool Flag(HttpContext context, string key)
    {
        if (!context.Request.Query.TryGetValue(key, out var text))
            return false;
        return bool.TryParse(text, out var flag) ? flag : throw ProblemException.BadRequest($"{key} is '{text}'; true or false is allowed");
    }

    /// <summary>All values of a key that may be repeated; empty if the query has none.</summary>
    public static IReadOnlyCollection<string> All(HttpContext context, string key) =>
        [.. context.Request.Query[key].OfType<string>().Where(text => text.Length > 0)];
}
