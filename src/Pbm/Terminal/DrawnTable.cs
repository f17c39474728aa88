using Spectre.Console;

namespace ModelCluster.Pbm.Terminal;

/// <summary>Makes a table for a terminal: figures to the right, texts to the left. Stateless.</summary>
internal static class DrawnTable
{
    /// <param name="headings">One for each column.</param>
    /// <param name="rows">As many cells each.</param>
    /// <param name="isDense">True: without lines, a row a line of the terminal, for what changes all the time.</param>
    internal static Table Of(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows, bool isDense = false)
    {
        var table = new Table().Border(isDense ? TableBorder.None : TableBorder.Rounded);
        foreach (var (index, heading) in headings.Index())
        {
            var column = new TableColumn(isDense ? $"[grey]{Markup.Escape(heading)}[/]" : Markup.Escape(heading));
            if (isDense)
                column.NoWrap().Padding(0, 0, 2, 0);
            if (rows.Count > 0 && rows.All(row => IsFigure(row[index])))
                column.RightAligned();
            table.AddColumn(column);
        }

        foreach (var row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        return table;
    }

    private static bool IsFigure(string cell) => cell is "" or "-" || char.IsAsciiDigit(cell[0]);
}
