using System.Globalization;
using System.Text;
using ModelCluster.Contracts.Telemetry;

namespace ModelCluster.Api.Http.Metrics;

/// <summary>The lines of one family. Owns pooled memory.</summary>
internal sealed class PrometheusFamily(string name, string help, MetricType type) : MetricFamily, IDisposable
{
    private readonly PooledBuffer _text = new();
    private readonly byte[] _name = Encoding.UTF8.GetBytes(name);

    /// <summary>Its type.</summary>
    public MetricType Type => type;

    /// <summary>Its lines; none while it has no series.</summary>
    public ReadOnlySpan<byte> Written => _text.Written.Span;

    /// <inheritdoc/>
    public override void Add(MetricLabels labels, double value)
    {
        Begin();
        WriteSeries("", labels.Text, bound: null);
        WriteNumber(value);
        _text.Write((byte)'\n');
    }

    /// <inheritdoc/>
    public override void Add(MetricLabels labels, ReadOnlySpan<double> bounds, ReadOnlySpan<long> counts, double sum)
    {
        if (counts.Length != bounds.Length + 1)
            throw new ArgumentException($"'{name}' has {bounds.Length} bounds, so it must have one count more, not {counts.Length}", nameof(counts));
        Begin();
        long total = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            WriteSeries("_bucket", labels.Text, i < bounds.Length ? bounds[i] : double.PositiveInfinity);
            WriteCount(total);
        }

        WriteSeries("_sum", labels.Text, bound: null);
        WriteNumber(sum);
        _text.Write((byte)'\n');
        WriteSeries("_count", labels.Text, bound: null);
        WriteCount(total);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _text.Dispose();

    private void Begin()
    {
        if (_text.Length > 0)
            return;
        var escaped = help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        Write($"# HELP {name} {escaped}\n# TYPE {name} {Word(type)}\n");
    }

    private void WriteSeries(string suffix, string labels, double? bound)
    {
        _text.Write(_name);
        Write(suffix);
        if (labels.Length > 0 || bound is not null)
        {
            _text.Write((byte)'{');
            Write(labels);
            if (bound is { } le)
            {
                _text.Write(labels.Length > 0 ? ",le=\""u8 : "le=\""u8);
                WriteNumber(le);
                _text.Write((byte)'"');
            }

            _text.Write((byte)'}');
        }

        _text.Write((byte)' ');
    }

    private void WriteCount(long count)
    {
        JsonText.WriteNumber(_text, count);
        _text.Write((byte)'\n');
    }

    private void WriteNumber(double value)
    {
        if (double.IsInfinity(value))
        {
            _text.Write(value > 0 ? "+Inf"u8 : "-Inf"u8);
            return;
        }

        value.TryFormat(_text.GetSpan(32), out var written, default, CultureInfo.InvariantCulture);
        _text.Advance(written);
    }

    private void Write(string text)
    {
        var span = _text.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        _text.Advance(Encoding.UTF8.GetBytes(text, span));
    }

    private static string Word(MetricType type) => type switch
    {
        MetricType.Counter => "counter",
        MetricType.Gauge => "gauge",
        _ => "histogram",
    };
}
