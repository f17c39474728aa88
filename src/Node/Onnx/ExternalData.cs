using System.Text;

namespace ModelCluster.Node.Onnx;

/// <summary>
/// Finds the files beside a model that hold its weights: in onnx.proto, the <c>location</c> entries in the
/// <c>external_data</c> of its tensors. Walks the parts that can hold tensors and skips the rest, weights above all.
/// </summary>
internal static class ExternalData
{
    /// <summary>Graphs within graphs; ONNX Runtime itself reads no more than about thirty.</summary>
    private const int MaxDepth = 64;

    private const int MaxName = 4096;

    /// <summary>The parts of a message that are walked: those that hold tensors, by field number.</summary>
    private enum Part
    {
        Model,
        Graph,
        Node,
        Attribute,
        Function,
        SparseTensor,
        Tensor,
        Entry,
    }

    /// <summary>Full paths of the files, in the order of their names; those that the model names but that are missing too.</summary>
    /// <param name="path">A file that <see cref="OnnxFile.Check(string)"/> found whole.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<string> Files(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 512);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Walk(file, Part.Model, file.Length, names, depth: 0);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return [.. names.Select(name => Path.GetFullPath(Path.Combine(folder, name)))];
    }

    private static Part? Inner(Part part, ulong field) => (part, field) switch
    {
        (Part.Model, 7) => Part.Graph,
        (Part.Model, 25) => Part.Function,
        (Part.Graph, 1) or (Part.Function, 7) => Part.Node,
        (Part.Graph, 5) => Part.Tensor,
        (Part.Graph, 15) => Part.SparseTensor,
        (Part.SparseTensor, 1 or 2) => Part.Tensor,
        (Part.Node, 5) => Part.Attribute,
        (Part.Attribute, 5 or 10) => Part.Tensor,
        (Part.Attribute, 6 or 11) => Part.Graph,
        (Part.Attribute, 22 or 23) => Part.SparseTensor,
        (Part.Tensor, 13) => Part.Entry,
        _ => null,
    };

    private static void Walk(FileStream file, Part part, long end, SortedSet<string> names, int depth)
    {
        string? key = null;
        while (file.Position < end && ProtobufReader.TryReadVarint(file, out var tag))
        {
            switch (tag & 7)
            {
                case 0 when ProtobufReader.TryReadVarint(file, out _):
                    break;
                case 1:
                    file.Position += 8;
                    break;
                case 5:
                    file.Position += 4;
                    break;
                case 2 when ProtobufReader.TryReadVarint(file, out var length) && length <= (ulong)(end - file.Position):
                    var next = file.Position + (long)length;
                    if (part == Part.Entry)
                        key = ReadEntry(file, tag >> 3, (int)Math.Min(length, MaxName), key, names);
                    else if (Inner(part, tag >> 3) is { } inner && depth < MaxDepth)
                        Walk(file, inner, next, names, depth + 1);
                    file.Position = next;
                    break;
                default:
                    return; // damaged: the runtime will say so
            }
        }
    }

    /// <summary>An entry is a key (1), then a value (2).</summary>
    private static string? ReadEntry(FileStream file, ulong field, int length, string? key, SortedSet<string> names)
    {
        var bytes = new byte[length];
        file.ReadExactly(bytes);
        var text = Encoding.UTF8.GetString(bytes);
        if (field == 1)
            return text;
        if (field == 2 && key == "location")
            names.Add(text);
        return key;
    }
}
