using System.Security.Cryptography;
using System.Text;
using ModelCluster.Actors.Pipelines;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Code;
using ModelCluster.Node.Onnx;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Probe;

/// <summary>
/// The files of one model version: the model itself, and those that make it what it is. Of an ONNX model these are the files with
/// its weights; of code all that lie beside it, and the libraries in folders below; a pipeline has none. Immutable.
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
        var isPipeline = PipelineLoader.Owns(path);
        if (!isCode && !isPipeline)
            OnnxFile.Check(path);
        try
        {
            var parts = isCode ? CodeFiles.Beside(path) : isPipeline ? [] : ExternalData.Files(path);
            var files = parts.Where(File.Exists).Prepend(path).Select(file => new FileInfo(file)).ToList();
            return new ArtefactFiles(path, FileStamp.Of(files).Text, files.Sum(file => file.Length), parts);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>SHA-256 of them all, see <see cref="Sum"/>. Reads every byte.</summary>
    /// <exception cref="ModelLoadException">A file cannot be read.</exception>
    internal string Sha256() => Sum(Sums());

    /// <summary>The SHA-256 of each file, the model's first. Reads every byte.</summary>
    /// <exception cref="ModelLoadException">A file cannot be read.</exception>
    internal IReadOnlyList<FileSum> Sums()
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        try
        {
            return [.. Parts.Where(File.Exists).Prepend(Path).Select(file => FileSum.Of(file, System.IO.Path.GetRelativePath(folder, file)))];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{Path} or a file that belongs to it cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// What the files are together, whatever the model's file is called: the SHA-256 of the model where there is no other file, else that
    /// of a list of all sums and names.
    /// </summary>
    internal static string Sum(IReadOnlyList<FileSum> files)
    {
        if (files.Count == 1)
            return files[0].Sha256;
        var sums = new StringBuilder(files[0].Sha256);
        foreach (var file in files.Skip(1))
            sums.Append('\n').Append(file.Sha256).Append(' ').Append(file.Path);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sums.ToString())));
    }
}
