using System.Security.Cryptography;
using System.Text;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Onnx;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Probe;

/// <summary>The files of one model version: the model itself, and those that hold its weights. Immutable.</summary>
/// <param name="Path">The model file.</param>
/// <param name="Stamp">Changes when one of the files does: their names, sizes and times of change.</param>
/// <param name="Bytes">Their sizes together.</param>
/// <param name="Weights">The files with weights, by name; most models have none.</param>
internal sealed record ArtefactFiles(string Path, string Stamp, long Bytes, IReadOnlyList<string> Weights)
{
    /// <summary>What the files are now.</summary>
    /// <exception cref="ModelLoadException">The model is none, or a file is missing or cannot be read.</exception>
    internal static ArtefactFiles Of(string path)
    {
        OnnxFile.Check(path);
        try
        {
            var weights = ExternalData.Files(path);
            var files = weights.Where(File.Exists).Prepend(path).Select(file => new FileInfo(file)).ToList();
            return new ArtefactFiles(path, FileStamp.Of(files).Text, files.Sum(file => file.Length), weights);
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
            if (Weights.Count == 0)
                return model;
            var sums = new StringBuilder(model);
            foreach (var file in Weights.Where(File.Exists))
                sums.Append('\n').Append(Sha256(file)).Append(' ').Append(System.IO.Path.GetFileName(file));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sums.ToString())));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{Path} or its weights cannot be read: {failure.Message}", failure);
        }
    }

    private static string Sha256(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
