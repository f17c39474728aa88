using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ModelCluster.Load;

/// <summary>Results as one Markdown table, shown line by line as they come.</summary>
internal sealed class Report
{
    private readonly StringBuilder _text = new();

    public Report()
    {
        Line($"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores shared by server and driver, "
            + $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}. {OtherWork()}");
        Line("");
        Line("| What | figure | compared with | ratio or target |");
        Line("|---|---:|---:|---:|");
    }

    public void Add(string what, string figure, string compare = "", string verdict = "") =>
        Line($"| {what} | {figure} | {compare} | {verdict} |");

    public static string Number(double value, string unit)
    {
        var digits = Math.Abs(value) switch { >= 100 => "#,0", >= 10 => "0.0", _ => "0.00" };
        return $"{value.ToString(digits, CultureInfo.InvariantCulture)} {unit}";
    }

    public override string ToString() => _text.ToString();

    /// <summary>The more other work runs on the machine, the less an absolute figure says.</summary>
    private static string OtherWork() => File.Exists("/proc/loadavg")
        ? $"Load average before the run, from other work: {string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ')[..3])}."
        : "";

    private void Line(string line)
    {
        Console.WriteLine(line);
        _text.AppendLine(line);
    }
}
