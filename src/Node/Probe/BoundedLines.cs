using System.Text;

namespace ModelCluster.Node.Probe;

/// <summary>Reads lines, and of one that is too long its beginning only: whatever a process says, it takes no more memory than that.</summary>
/// <param name="reader">What to read.</param>
/// <param name="maxLength">Characters.</param>
internal sealed class BoundedLines(TextReader reader, int maxLength)
{
    private readonly char[] _buffer = new char[4096];
    private int _from;
    private int _to;

    /// <summary>The next line; null at the end.</summary>
    internal async Task<string?> ReadAsync()
    {
        StringBuilder? line = null;
        while (await FillAsync())
        {
            line ??= new StringBuilder();
            if (TakeLine(line))
                return line.ToString();
        }

        return line?.ToString();
    }

    private async ValueTask<bool> FillAsync()
    {
        if (_from < _to)
            return true;
        _from = 0;
        _to = await reader.ReadAsync(_buffer);
        return _to > 0;
    }

    /// <summary>True when the line has come to its end.</summary>
    private bool TakeLine(StringBuilder line)
    {
        var rest = _buffer.AsSpan(_from, _to - _from);
        var end = rest.IndexOf('\n');
        var text = end < 0 ? rest : rest[..end];
        line.Append(text[..Math.Min(text.Length, maxLength - line.Length)]);
        _from += end < 0 ? rest.Length : end + 1;
        return end >= 0;
    }
}
