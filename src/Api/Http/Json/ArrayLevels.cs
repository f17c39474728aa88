namespace ModelCluster.Api.Http.Json;

/// <summary>Reads the elements of one innermost array, whose '[' was taken, up to and with its ']'.</summary>
/// <typeparam name="TTarget">Where they go.</typeparam>
internal interface IRowReader<TTarget>
    where TTarget : allows ref struct
{
    /// <summary>Reads <paramref name="count"/> elements, of which the first has the index <paramref name="first"/>.</summary>
    static abstract void ReadRow(ref JsonCursor json, in TensorHeader header, ref TTarget target, long first, long count);
}

/// <summary>
/// Walks the brackets around a tensor's elements: one pair for flat data, or one pair per dimension, exactly as the shape
/// says.
/// </summary>
internal static class ArrayLevels
{
    /// <summary>Takes the whole array.</summary>
    public static void Read<TTarget, TRow>(ref JsonCursor json, in TensorHeader header, ref TTarget target)
        where TTarget : allows ref struct
        where TRow : IRowReader<TTarget>
    {
        if (!json.TryTake('['))
            json.Fail($"the data of {header.Role}, an array");
        if (json.PeekToken() == '[' && header.Shape.Rank > 1)
            ReadLevel<TTarget, TRow>(ref json, header, ref target, level: 0, first: 0, header.Elements);
        else
            TRow.ReadRow(ref json, header, ref target, first: 0, header.Elements);
    }

    /// <summary>
    /// The error of a row that is shorter or longer than its dimension, or of brackets where numbers should be.
    /// </summary>
    public static ProblemException Disagrees(in JsonCursor json, in TensorHeader header, string found) =>
        ProblemException.BadRequest(
            $"the data of {header} does not agree with its shape {header.Shape} ({header.Elements} elements) at byte {json.Offset}: "
            + $"{found}; send it flat or nested as the shape says");

    private static void ReadLevel<TTarget, TRow>(
        ref JsonCursor json, in TensorHeader header, ref TTarget target, int level, long first, long count)
        where TTarget : allows ref struct
        where TRow : IRowReader<TTarget>
    {
        if (level == header.Shape.Rank - 1)
        {
            TRow.ReadRow(ref json, header, ref target, first, count);
            return;
        }

        var rows = header.Shape[level];
        var perRow = rows == 0 ? 0 : count / rows;
        for (long row = 0; row < rows; row++)
        {
            if (row > 0)
                Separate(ref json, header, level, row, rows);
            if (json.PeekToken() is not '[' and not JsonCursor.End)
                throw Disagrees(json, header, $"dimension {level} needs {rows} arrays, element {row} is none");
            json.Expect('[', "'['");
            ReadLevel<TTarget, TRow>(ref json, header, ref target, level + 1, first + (row * perRow), perRow);
        }

        if (json.PeekToken() == ',')
            throw Disagrees(json, header, $"dimension {level} holds more than {rows} arrays");
        json.Expect(']', "']'");
    }

    private static void Separate(ref JsonCursor json, in TensorHeader header, int level, long row, long rows)
    {
        if (json.PeekToken() == ']')
            throw Disagrees(json, header, $"dimension {level} holds {row} arrays, {rows} are needed");
        json.Expect(',', "',' or ']'");
    }
}
