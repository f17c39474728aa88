using System.Security.Cryptography;
using System.Text;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Code;
using ModelCluster.Node.Onnx;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Probe;

/// <summary>
/// The files of one model version: the model itself, and those that make it what it is. Of an ONNX model these are the files with
/// its weights; of code all that lie beside it, and the libraries in folders below. Immutable.
/// </summary>
/// <param name="Path">The model file.</param>
/// <param name="Stamp">Changes when one of the files does: their names, sizes and times of change.</param>
/// <param name="Bytes">Their sizes together.</param>
/// <param name="Parts">The other files, by name; most ONNX models have none.</param>
internal sealed record ArtefactFiles(string Path, string Stamp, long Bytes, IReadOnlyList<string> Parts)
{
    /// <summary>What the files are now.</summary>
    /// <exception cref="ModelLoadException">The model is none, or a file is missing or cannot be read.</exception>
    internal static ArtefactFiles Of(string path)
    {
        var isCode = CodeModelLoader.Owns(path);
        if (!isCode)
            OnnxFile.Check(path);
        try
        {
            var parts = isCode ? CodeFiles.Beside(path) : ExternalData.Files(path);
            var files = parts.Where(File.Exists).Prepend(path).Select(file => new FileInfo(file)).ToList();
            return new ArtefactFiles(path, FileStamp.Of(files).Text, files.Sum(file => file.Length), parts);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// SHA-256 in hexadecimal digits: of the model file where there is no other, else of a list of all files' sums and names.
    /// Reads every byte.
    /// </summary>
    /// <exception cref="ModelLoadException">A file cannot be read.</exception>
    internal string Sha256()
    {
        try
        {
            var model = Sha256(Path);
            if (Parts.Count == 0)
                return model;
            var folder = System.IO.Path.GetDirectoryName(Path)!;
            var sums = new StringBuilder(model);
            foreach (var file in Parts.Where(File.Exists))
                sums.Append('\n').Append(Sha256(file)).Append(' ').Append(System.IO.Path.GetRelativePath(folder, file));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sums.ToString())));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{Path} or a file that belongs to it cannot be read: {failure.Message}", failure);
        }
    }

    private static string Sha256(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
