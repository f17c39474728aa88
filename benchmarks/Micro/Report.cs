using System.Runtime.InteropServices;
using System.Text;

namespace ModelCluster.Micro;

/// <summary>Results as a Markdown table, with the machine they came from.</summary>
public sealed class Report(string suite)
{
    private readonly List<(Measurement Measurement, double? Target)> _rows = [];

    /// <summary>Adds a row; the target is the median that the suite promises, in operations per second.</summary>
    public void Add(Measurement measurement, double? target = null) => _rows.Add((measurement, target));

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine($"# {suite}").AppendLine();
        text.AppendLine($"{DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, "
            + $"{RuntimeInformation.OSArchitecture}. `dotnet run -c Release --project benchmarks/Micro -- {suite}`").AppendLine();
        text.AppendLine("| What | median/s | slowest | fastest | target | bytes/op |");
        text.AppendLine("|---|---:|---:|---:|---:|---:|");
        foreach (var (m, target) in _rows)
            text.AppendLine($"| {m.Name} | {Rate(m.OpsPerSecond)} | {Rate(m.Slowest)} | {Rate(m.Fastest)} | {(target is { } t ? Rate(t) : "")} | {m.BytesPerOp:0.0} |");
        return text.ToString();
    }

    private static string Rate(double perSecond) => perSecond switch
    {
        >= 1e6 => $"{perSecond / 1e6:0.00} M",
        >= 1e3 => $"{perSecond / 1e3:0.0} k",
        _ => $"{perSecond:0.0}",
    };
}
