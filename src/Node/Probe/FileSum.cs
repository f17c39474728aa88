using System.Security.Cryptography;

namespace ModelCluster.Node.Probe;

/// <summary>A file of a model version, and what is in it.</summary>
/// <param name="Path">Relative to the model's folder, with '/'.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, 64 hexadecimal digits in lower case.</param>
internal sealed record FileSum(string Path, long Bytes, string Sha256)
{
    /// <summary>Reads a file.</summary>
    /// <param name="file">Where it is.</param>
    /// <param name="path">What it is called within its artefact.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static FileSum Of(string file, string path)
    {
        using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        var sum = Convert.ToHexStringLower(SHA256.HashData(content));
        return new FileSum(path.Replace(System.IO.Path.DirectorySeparatorChar, '/'), content.Position, sum);
    }
}
