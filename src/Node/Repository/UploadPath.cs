using System.Buffers;

namespace ModelCluster.Node.Repository;

/// <summary>Checks the paths of uploaded files, which come from the network: none may leave the model's folder.</summary>
internal static class UploadPath
{
    private const int MaxDepth = 4;
    private const int MaxSegment = 128;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-+ ");

    /// <summary>Why a path is not allowed; null if it is.</summary>
    public static string? Problem(string path)
    {
        var segments = path.Split('/');
        return segments.Length <= MaxDepth && segments.All(IsName)
            ? null
            : $"'{string.Concat(path.Take(200).Select(c => char.IsControl(c) ? '?' : c))}' is not allowed as a file's path; a relative path such as "
                + $"1/model.onnx is, of at most {MaxDepth} names of letters, digits, '.', '_', '-', '+' and ' ', not beginning with '.'";
    }

    private static bool IsName(string segment) =>
        segment.Length is > 0 and <= MaxSegment && segment[0] != '.' && !segment.AsSpan().ContainsAnyExcept(Allowed);
}
