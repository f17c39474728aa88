using System.Security.Cryptography;
using ModelCluster.Node.Probe;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>A file while it comes from another node: goes on where an earlier try ended. One caller at a time.</summary>
internal sealed class ArrivingFile : IAsyncDisposable
{
    private readonly FileSum _expected;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private ArrivingFile(FileSum expected, FileStream file) => (_expected, _file) = (expected, file);

    /// <summary>How much of it is here.</summary>
    internal long Length => _file.Position;

    /// <summary>True if nothing of it is missing, right or wrong.</summary>
    internal bool IsWhole => Length == _expected.Bytes;

    /// <summary>Opens it, and reads what is there already; blocks on the disk.</summary>
    /// <param name="folder">Where the artefact's files are.</param>
    /// <param name="expected">What it is to hold.</param>
    /// <exception cref="ArtefactShelfException">It cannot be written.</exception>
    internal static ArrivingFile Open(string folder, FileSum expected)
    {
        var path = Path.Combine(folder, expected.Path);
        return Guarded(path, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var file = new ArrivingFile(expected, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, useAsync: true));
            file.ReadWhatIsThere();
            return file;
        });
    }

    /// <summary>Forgets what is there.</summary>
    internal void Restart()
    {
        Guarded(_file.Name, () => _file.SetLength(0));
        _hash.GetHashAndReset();
    }

    /// <summary>Appends.</summary>
    /// <exception cref="ArtefactShelfException">The disk refuses: it is full, say.</exception>
    internal async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await _file.WriteAsync(bytes, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(_file.Name, e);
        }

        _hash.AppendData(bytes.Span);
    }

    /// <summary>Null if it holds what it should, which is then on the disk; else its SHA-256, and it is empty. Blocks on the disk.</summary>
    /// <exception cref="ArtefactShelfException">The disk refuses.</exception>
    internal string? Complete()
    {
        var sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
        var isRight = IsWhole && sha256 == _expected.Sha256;
        Guarded(_file.Name, () =>
        {
            if (!isRight)
                _file.SetLength(0);
            _file.Flush(flushToDisk: true);
        });
        return isRight ? null : sha256;
    }

    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        await _file.DisposeAsync();
    }

    private void ReadWhatIsThere()
    {
        if (_file.Length > _expected.Bytes)
            _file.SetLength(0);
        var buffer = new byte[1 << 16];
        while (_file.Read(buffer) is > 0 and var read)
            _hash.AppendData(buffer.AsSpan(0, read));
    }

    private static void Guarded(string path, Action work) => Guarded(path, () =>
    {
        work();
        return true;
    });

    private static T Guarded<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, e);
        }
    }

    private static ArtefactShelfException Refused(string path, Exception e) =>
        new($"{path} cannot be written: {e.Message}; Repository:DataFolder must be on a disk that can be written and has room", e);
}
