namespace ModelCluster.Contracts.Text;

/// <summary>Finds the key that a misspelt one was meant to be. Stateless.</summary>
public static class NearestKey
{
    /// <summary>The known key with the fewest changed letters, if at most a third of the letters changed; else null.</summary>
    public static string? Find(string written, IEnumerable<string> known) => Find(written, known, Math.Max(2, written.Length / 3));

    /// <summary>The known key with the fewest changed letters, if at most <paramref name="most"/> changed; else null.</summary>
    public static string? Find(string written, IEnumerable<string> known, int most)
    {
        var (nearest, distance) = known
            .Select(key => (Key: key, Distance: Distance(written, key)))
            .DefaultIfEmpty((Key: "", Distance: int.MaxValue))
            .MinBy(pair => pair.Distance);
        return distance <= most && distance < written.Length ? nearest : null;
    }

    /// <summary>Letters to insert, delete or replace (Levenshtein), by the rows of the table one after the other.</summary>
    private static int Distance(string from, string to)
    {
        var above = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var row = new int[to.Length + 1];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, 1 + Math.Min(above[j], row[j - 1]));
            }

            above = row;
        }

        return above[^1];
    }
}
