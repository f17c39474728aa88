using System.Security.Cryptography;
using System.Text;
using ModelCluster.Node.Repository;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>
/// Compares stamps of artefacts: of the same files in a shared folder they are the same on every node. Stateless; looks at the disk.
/// </summary>
internal static class Stamps
{
    private const int DigestBytes = 8;

    /// <summary>
    /// True if the file lies here and has the stamp, as some source of models would give it: of all files of its folder, of those
    /// whose names begin with its own, or of itself alone.
    /// </summary>
    internal static bool Fits(string path, string stamp)
    {
        try
        {
            var file = new FileInfo(path);
            if (stamp.Length == 0 || !file.Exists)
                return false;
            var beside = Entries.Of(file.DirectoryName!).Files;
            return FileStamp.Of([file]).Text == stamp
                || FileStamp.Of(beside).Text == stamp
                || FileStamp.Of(beside.Where(other => other.Name.StartsWith(file.Name, StringComparison.Ordinal))).Text == stamp;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // it goes while it is looked at, or cannot be read here: then it has to come from elsewhere
        }
    }

    /// <summary>Stands for a stamp in an address: the stamp of many files is too long for that.</summary>
    internal static string Digest(string stamp) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stamp)).AsSpan(0, DigestBytes));
}
