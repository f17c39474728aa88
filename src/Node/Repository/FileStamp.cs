using System.Globalization;

namespace ModelCluster.Node.Repository;

/// <summary>What changes when files change: their sizes and times of change.</summary>
/// <param name="Text">To compare.</param>
/// <param name="Changed">The latest time of change, UTC.</param>
internal readonly record struct FileStamp(string Text, DateTime Changed)
{
    /// <summary>The stamp of files that belong together; their names count too. A link is followed.</summary>
    /// <exception cref="IOException">One of them cannot be looked at, or is gone.</exception>
    public static FileStamp Of(IEnumerable<FileInfo> files)
    {
        var parts = new List<string>();
        var latest = DateTime.MinValue;
        foreach (var file in files)
        {
            var real = !file.Attributes.HasFlag(FileAttributes.ReparsePoint) ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            var changed = real.LastWriteTimeUtc;
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{file.Name}:{real.Length}:{changed.Ticks:x}"));
            latest = changed > latest ? changed : latest;
        }

        return new FileStamp(string.Join(';', parts), latest);
    }
}
