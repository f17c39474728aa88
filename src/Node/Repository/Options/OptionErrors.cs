namespace ModelCluster.Node.Repository.Options;

/// <summary>What is wrong with one file; all of it, so that it is mended in one go.</summary>
internal sealed class OptionErrors(string file)
{
    private readonly List<string> _messages = [];
    private readonly Dictionary<string, string> _meanings = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Messages => _messages;

    /// <summary>The options that the file states, by their own keys.</summary>
    public IReadOnlySet<string> Stated => _meanings.Keys.ToHashSet(StringComparer.Ordinal);

    public void Add(string message) => _messages.Add($"{file}: {message}");

    /// <summary>Notes that a path states an option; two spellings of one option in a file are an error.</summary>
    public void Claim(string meaning, string path)
    {
        if (!_meanings.TryAdd(meaning, path) && _meanings[meaning] != path)
            Add($"{_meanings[meaning]} and {path} say the same thing; keep one of them");
    }
}
