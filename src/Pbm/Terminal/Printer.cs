using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace ModelCluster.Pbm.Terminal;

/// <summary>Writes answers: JSON for programs, tables for people, plain columns where the output is not a terminal.</summary>
internal sealed class Printer(bool json, TextWriter output, bool isTerminal)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    internal bool IsJson => json;

    /// <summary>True: a person looks at it now.</summary>
    internal bool IsTerminal => isTerminal;

    /// <summary>The printer that the common options ask for.</summary>
    internal static Printer Of(System.CommandLine.ParseResult parsed) =>
        new(parsed.GetValue(CommonOptions.Json), Console.Out, !Console.IsOutputRedirected);

    /// <summary>One JSON document.</summary>
    internal void Json(JsonNode? document) => output.WriteLine(document?.ToJsonString(Indented) ?? "null");

    /// <summary>One JSON document in a line.</summary>
    internal void JsonLine(JsonNode? document) => output.WriteLine(document?.ToJsonString() ?? "null");

    /// <summary>A line for people; nothing in JSON mode.</summary>
    internal void Line(string text)
    {
        if (!json)
            output.WriteLine(text);
    }

    /// <summary>Rows under headings.</summary>
    internal void Table(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (isTerminal)
            AnsiConsole.Write(DrawnTable.Of(headings, rows));
        else
            Plain([headings, .. rows]);
    }

    private void Plain(IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
