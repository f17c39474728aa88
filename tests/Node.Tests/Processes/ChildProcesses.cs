namespace ModelCluster.Node.Tests.Processes;

/// <summary>What Linux says about processes.</summary>
internal static class ChildProcesses
{
    /// <summary>Processes that were started by another and have not ended; those that ended but were not taken note of count too.</summary>
    internal static IEnumerable<int> Of(int parent) => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
        .Where(id => id > 0 && ParentOf(id) == parent);

    /// <summary>Bytes of memory that a process takes.</summary>
    internal static long ResidentBytes(int process) => File.ReadLines($"/proc/{process}/status")
        .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.AsSpan(6).Trim().TrimEnd(" kB")) * 1024)
        .Single();

    private static int? ParentOf(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        }
        catch (IOException)
        {
            return null; // it has ended
        }
    }
}
