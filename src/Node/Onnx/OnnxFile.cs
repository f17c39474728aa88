using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Node.Onnx;

/// <summary>
/// Looks at a model file before the runtime does, so that a file that is empty, cut short or something else altogether
/// gets a reason that an operator understands. An ONNX file is one protobuf message, ModelProto of onnx.proto; its
/// fields are walked, their contents skipped.
/// </summary>
internal static class OnnxFile
{
    private const int GraphField = 7;

    /// <summary>ModelProto's fields: ir_version to training_info, functions, configuration.</summary>
    private static ReadOnlySpan<byte> KnownFields => [1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26];

    /// <summary>Reads the file's outline.</summary>
    /// <returns>The file's length in bytes.</returns>
    /// <exception cref="ModelLoadException">It cannot be read, or is no complete ONNX model.</exception>
    public static long Check(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 512);
            Check(file, path);
            return file.Length;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelLoadException($"{path} does not exist", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static void Check(FileStream file, string path)
    {
        if (file.Length == 0)
            throw new ModelLoadException($"not an ONNX model: {path} is empty (0 bytes)");
        var hasGraph = false;
        while (file.Position < file.Length)
        {
            var start = file.Position;
            if (!ProtobufReader.TryReadVarint(file, out var tag) || !KnownFields.Contains((byte)Math.Min(tag >> 3, byte.MaxValue)))
                throw new ModelLoadException(start == 0 ? NotAModel(file, path) : Damaged(path, start));
            hasGraph |= tag >> 3 == GraphField;
            Skip(file, path, start, wireType: (int)(tag & 7));
        }

        if (!hasGraph)
            throw new ModelLoadException($"not an ONNX model: {path} holds no graph");
    }

    private static void Skip(FileStream file, string path, long start, int wireType)
    {
        var isWhole = ProtobufReader.TryReadVarint(file, out var value);
        switch (wireType)
        {
            case 0 when isWhole:
                return;
            case 2 when isWhole && value <= (ulong)(file.Length - file.Position):
                file.Position += (long)value;
                return;
            case 2 when isWhole && start > 0:
                throw new ModelLoadException(
                    $"not a complete ONNX model: {path} has {file.Length:N0} bytes and should have {value + (ulong)file.Position:N0} or more; copy it again");
            default:
                throw new ModelLoadException(start == 0 ? NotAModel(file, path) : Damaged(path, start));
        }
    }

    private static string Damaged(string path, long position) =>
        $"not an ONNX model, or a damaged one: {path} makes no sense from byte {position:N0} on; copy or export it again";

    private static string NotAModel(FileStream file, string path)
    {
        Span<byte> head = stackalloc byte[64];
        file.Position = 0;
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        return head.ContainsAnyExcept(PrintableOrBlank)
            ? $"not an ONNX model: {path} does not begin as one"
            : $"not an ONNX model: {path} holds text, beginning with '{System.Text.Encoding.ASCII.GetString(head[..Math.Min(24, head.Length)]).ReplaceLineEndings(" ")}'";
    }

    private static readonly System.Buffers.SearchValues<byte> PrintableOrBlank =
        System.Buffers.SearchValues.Create([.. "\t\n\r"u8, .. Enumerable.Range(32, 95).Select(static c => (byte)c)]);
}
