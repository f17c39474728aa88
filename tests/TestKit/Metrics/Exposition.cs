using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelCluster.TestKit.Metrics;

/// <summary>
/// Reads Prometheus' text format and refuses whatever a strict reader would: lines of one family apart, a series without HELP and
/// TYPE, one series twice, buckets that do not grow.
/// </summary>
public sealed partial class Exposition
{
    private readonly Dictionary<string, double> _series = new(StringComparer.Ordinal);
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);
    private string _family = "";
    private string _type = "";
    private bool _hasHelp;

    private Exposition()
    {
    }

    /// <summary>Values by series, as written: <c>name{label="value"}</c>.</summary>
    public IReadOnlyDictionary<string, double> Series => _series;

    /// <summary>The names of the families.</summary>
    public HashSet<string> Families { get; } = new(StringComparer.Ordinal);

    public double this[string series] =>
        _series.TryGetValue(series, out var value) ? value : throw new KeyNotFoundException($"no series {series} among:\n{string.Join('\n', _series.Keys.Take(200))}");

    public static Exposition Parse(string text)
    {
        if (text.Length > 0 && !text.EndsWith('\n'))
            throw new FormatException("the last line does not end");
        var exposition = new Exposition();
        foreach (var line in text.Split('\n')[..^1])
            exposition.Read(line);
        exposition.CheckHistograms();
        return exposition;
    }

    private void Read(string line)
    {
        if (Comment().Match(line) is { Success: true } comment)
            ReadComment(comment.Groups["kind"].Value, comment.Groups["name"].Value, comment.Groups["text"].Value, line);
        else if (Sample().Match(line) is { Success: true } sample)
            ReadSample(sample, line);
        else
            throw new FormatException($"not a line of the format: {line}");
    }

    private void ReadComment(string kind, string name, string text, string line)
    {
        if (kind == "HELP")
        {
            _closed.Add(_family);
            if (_closed.Contains(name))
                throw new FormatException($"the lines of a family stand apart: {line}");
            (_family, _hasHelp, _type) = (name, true, "");
        }
        else
        {
            if (!_hasHelp || name != _family || text is not ("counter" or "gauge" or "histogram"))
                throw new FormatException($"a type out of place: {line}");
            _type = text;
            Families.Add(name);
        }
    }

    private void ReadSample(Match sample, string line)
    {
        var name = sample.Groups["name"].Value;
        var expected = _type == "histogram" ? new[] { $"{_family}_bucket", $"{_family}_sum", $"{_family}_count" } : [_family];
        if (_type.Length == 0 || !expected.Contains(name))
            throw new FormatException($"a series outside its family {_family}: {line}");
        var value = sample.Groups["value"].Value switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            var number => double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
        if (_type != "gauge" && !(value >= 0))
            throw new FormatException($"a count below 0: {line}");
        var labels = Label().Matches(sample.Groups["labels"].Value).Select(label => label.Groups["label"].Value).ToList();
        if (labels.Distinct(StringComparer.Ordinal).Count() != labels.Count)
            throw new FormatException($"a label twice: {line}");
        var key = sample.Groups["labels"].Length == 0 ? name : $"{name}{{{sample.Groups["labels"].Value}}}";
        if (!_series.TryAdd(key, value))
            throw new FormatException($"a series twice: {line}");
    }

    private void CheckHistograms()
    {
        var last = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (series, value) in _series)
        {
            if (LastBound().Match(series) is not { Success: true } match)
                continue;
            var histogram = match.Groups["before"].Value;
            if (value < last.GetValueOrDefault(histogram))
                throw new FormatException($"a bucket smaller than the one before: {series}");
            last[histogram] = value;
            if (match.Groups["bound"].Value != "+Inf")
                continue;
            var count = new StringBuilder(histogram).Replace("_bucket{", "_count{").Append('}').Replace("{}", "").ToString();
            if (this[count] != value)
                throw new FormatException($"the last bucket is not the count: {series}");
        }
    }

    [GeneratedRegex(@"^# (?<kind>HELP|TYPE) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>.+)$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*=""([^""\\\n]|\\[\\""n])*"",?)+)\})? (?<value>\S+)$",
        RegexOptions.ExplicitCapture,
        1_000)]
    private static partial Regex Sample();

    [GeneratedRegex(@"(?<label>[a-zA-Z_][a-zA-Z0-9_]*)=""([^""\\\n]|\\[\\""n])*""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Label();

    [GeneratedRegex(@"^(?<before>[^{]*_bucket\{.*?),?le=""(?<bound>[^""]+)""\}$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex LastBound();
}
