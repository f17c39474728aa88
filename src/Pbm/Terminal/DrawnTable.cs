using Spectre.Console;

namespace ModelCluster.Pbm.Terminal;

/// <summary>Makes a table for a terminal: figures to the right, texts to the left. Stateless.</summary>
internal static class DrawnTable
{
    internal static Table Of(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var (index, heading) in headings.Index())
        {
            var column = new TableColumn(Markup.Escape(heading));
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
