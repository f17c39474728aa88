using System.Runtime.InteropServices;
using System.Text;

namespace ModelCluster.Links;

/// <summary>Results as a Markdown table, with the machine they came from.</summary>
public sealed class Report
{
    private readonly StringBuilder _text = new(
        $"""
        # links

        {DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}, load average before the run {LoadAverage()}. `dotnet run -c Release --project benchmarks/Links`

        | What | requests/s | slowest round | fastest | MiB/s | p50 µs | p99 µs | client CPU µs | server CPU µs |
        |---|---:|---:|---:|---:|---:|---:|---:|---:|

        """);

    public void Add(Load load, IReadOnlyList<Round> rounds)
    {
        var median = Round.MedianOf(rounds);
        _text.AppendLine(
            $"| {load.Name} | {median.PerSecond:0} | {rounds.Min(round => round.PerSecond):0} | {rounds.Max(round => round.PerSecond):0} "
            + $"| {median.PerSecond * load.Bytes / (1 << 20):0.0} | {median.MedianMicroseconds:0} | {median.P99Microseconds:0} "
            + $"| {median.ClientMicroseconds:0.0} | {median.ServerMicroseconds:0.0} |");
    }

    public override string ToString() => _text.ToString();

    private static string LoadAverage() => OperatingSystem.IsLinux() ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
