namespace ModelCluster.Node.Telemetry;

/// <summary>
/// A file of lines that starts again when it is full: <c>x.log</c> becomes <c>x.log.1</c>, that <c>x.log.2</c>, and the last one goes.
/// Goes on behind what an earlier process wrote. For one process; not thread-safe.
/// </summary>
internal sealed class RollingFile : IDisposable
{
    private readonly string _path;
    private readonly long _maxBytes;
    private readonly int _maxFiles;
    private FileStream? _stream;

    /// <param name="path">Where; its folder is made when needed.</param>
    /// <param name="maxBytes">The size of a file; only a single line that is longer passes it.</param>
    /// <param name="maxFiles">How many files are kept, the one that is written included, at least 1.</param>
    internal RollingFile(string path, long maxBytes, int maxFiles)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFiles, 1);
        _path = Path.GetFullPath(path);
        _maxBytes = maxBytes;
        _maxFiles = maxFiles;
    }

    /// <summary>Writes one line, which ends with its line feed; when it returns, the system has it.</summary>
    /// <exception cref="IOException">Or <see cref="UnauthorizedAccessException"/>: it could not be written; the next line is tried anew.</exception>
    internal void Write(ReadOnlySpan<byte> line)
    {
        try
        {
            var stream = _stream ??= Open();
            if (stream.Length > 0 && stream.Length + line.Length > _maxBytes)
                stream = _stream = Roll();
            stream.Write(line);
            stream.Flush();
        }
        catch
        {
            Close();
            throw;
        }
    }

    public void Dispose() => Close();

    private FileStream Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        return new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    private FileStream Roll()
    {
        Close();
        for (var number = _maxFiles - 1; number >= 1; number--)
        {
            var newer = number == 1 ? _path : $"{_path}.{number - 1}";
            if (File.Exists(newer))
                File.Move(newer, $"{_path}.{number}", overwrite: true);
        }

        if (_maxFiles == 1)
            File.Delete(_path);
        return Open();
    }

    private void Close()
    {
        _stream?.Dispose();
        _stream = null;
    }
}
