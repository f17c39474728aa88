namespace ModelCluster.Node.Tests.Processes;

/// <summary>What Linux says about processes.</summary>
internal static class ProbeChildren
{
    /// <summary>The collection of the tests that count what this very process has started, and so run one by one.</summary>
    internal const string Ours = "processes that try files out, of the test process";

    /// <summary>Processes that another has started to try files out in, and that have not ended.</summary>
    internal static IEnumerable<int> Of(int parent) => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
        .Where(id => id > 0 && IsProbe(id) && ParentOf(id) == parent);

    /// <summary>Bytes of memory that a process takes.</summary>
    internal static long ResidentBytes(int process) => File.ReadLines($"/proc/{process}/status")
        .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.AsSpan(6).Trim().TrimEnd(" kB")) * 1024)
        .Single();

    /// <summary>False when it has ended.</summary>
    internal static bool IsProbe(int process) => Read(process, "cmdline")?.EndsWith("\0probe\0", StringComparison.Ordinal) is true;

    private static int? ParentOf(int process) => Read(process, "stat") is { } text
        ? int.Parse(text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])
        : null;

    private static string? Read(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (IOException)
        {
            return null; // it has ended
        }
    }
}
