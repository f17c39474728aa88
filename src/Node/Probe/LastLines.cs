namespace ModelCluster.Node.Probe;

/// <summary>Keeps the last lines of a stream, for a reason that fits into one message; stack traces and rules are left out. Thread-safe.</summary>
internal sealed class LastLines
{
    private const int MaxLines = 4;

    /// <summary>Characters of a line that are kept.</summary>
    internal const int MaxLength = 300;

    private readonly Queue<string> _lines = new();

    internal void Add(string line)
    {
        var text = new string([.. line.Take(MaxLength).Where(letter => !char.IsControl(letter))]).Trim();
        if (!text.Any(char.IsLetterOrDigit) || text.StartsWith("at ", StringComparison.Ordinal))
            return;
        lock (_lines)
        {
            _lines.Enqueue(text);
            if (_lines.Count > MaxLines)
                _lines.Dequeue();
        }
    }

    /// <summary>What was said since the last call, on one line; empty if nothing was.</summary>
    internal string Take()
    {
        lock (_lines)
        {
            var text = string.Join(" | ", _lines);
            _lines.Clear();
            return text;
        }
    }
}
