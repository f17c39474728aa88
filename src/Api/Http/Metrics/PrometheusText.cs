using System.Buffers;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Api.Http.Metrics;

/// <summary>
/// The metrics of one scrape in Prometheus' text format, version 0.0.4: the families in the order in which they were begun, all
/// lines of one together. Owns pooled memory.
/// </summary>
internal sealed class PrometheusText : MetricWriter, IDisposable
{
    /// <summary>The format's media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Dictionary<string, PrometheusFamily> _byName = new(StringComparer.Ordinal);
    private readonly List<PrometheusFamily> _families = [];

    /// <inheritdoc/>
    public override MetricFamily Family(string name, string help, MetricType type)
    {
        if (_byName.TryGetValue(name, out var family))
        {
            return family.Type == type
                ? family
                : throw new ArgumentException($"metric '{name}' is a {family.Type} already, and cannot be a {type} too", nameof(type));
        }

        if (!IsName(name))
            throw new ArgumentException($"'{name}' is no metric name: letters, digits, '_' and ':', the first one no digit", nameof(name));
        family = new PrometheusFamily(name, help, type);
        _byName.Add(name, family);
        _families.Add(family);
        return family;
    }

    /// <summary>Writes everything that was collected.</summary>
    public void WriteTo(IBufferWriter<byte> target)
    {
        foreach (var family in _families)
            target.Write(family.Written);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (var family in _families)
            family.Dispose();
        _families.Clear();
        _byName.Clear();
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or ':');
}
