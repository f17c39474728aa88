using System.Globalization;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;

namespace ModelCluster.Actors.Cluster.Records;

/// <summary>A policy as one text: <c>all</c>, <c>latest 2</c>, <c>specific 1,2.1.0</c> or <c>ranges 1.x.x,2.3.x</c>.</summary>
internal sealed class VersionPolicyJson : TextJson<VersionPolicy>
{
    protected override string Format(VersionPolicy value) => value switch
    {
        VersionPolicy.All => "all",
        VersionPolicy.Latest latest => $"latest {latest.Count}",
        VersionPolicy.Specific specific => $"specific {string.Join(',', specific.Versions)}",
        VersionPolicy.Ranges ranges => $"ranges {string.Join(',', ranges.Wanted)}",
        _ => throw new InvalidOperationException($"{value.GetType().Name} has no form here yet: add it"),
    };

    protected override bool TryParse(string text, out VersionPolicy value)
    {
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        var (kind, rest) = end < 0 ? (text, "") : (text[..end], text[(end + 1)..]);
        VersionPolicy? policy = kind switch
        {
            "all" => new VersionPolicy.All(),
            "latest" => int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? new VersionPolicy.Latest(count) : null,
            "specific" => TryList(rest, ModelVersion.TryParse, out List<ModelVersion> versions) ? new VersionPolicy.Specific(versions) : null,
            "ranges" => TryList(rest, VersionRange.TryParse, out List<VersionRange> ranges) ? new VersionPolicy.Ranges(ranges) : null,
            _ => null,
        };
        value = policy!;
        return policy is not null;
    }

    private static bool TryList<T>(string text, TryParser<T> parse, out List<T> items)
    {
        items = [];
        if (text.Length == 0)
            return true;
        foreach (var part in text.Split(','))
        {
            if (!parse(part, out var item))
                return false;
            items.Add(item);
        }

        return true;
    }

    private delegate bool TryParser<T>(string? text, out T value);
}
