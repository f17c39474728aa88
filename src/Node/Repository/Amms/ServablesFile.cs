using System.Text;
using ModelCluster.Contracts.Admin;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>
/// The file <c>servables.json</c> from one look to the next: what counts, and why the file as it is now does not. The last good
/// content goes on counting, whatever becomes of the file. Used by one thread at a time; <see cref="Current"/> and
/// <see cref="Problem"/> are read by any.
/// </summary>
internal sealed class ServablesFile(string path, TimeSpan settleTime, TimeProvider time)
{
    private readonly Settling _settling = new(settleTime, time);
    private string? _stamp;
    private volatile ServablesConfiguration? _current;
    private volatile string? _problem;

    /// <summary>The full path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>What counts; null before the first good content.</summary>
    public ServablesConfiguration? Current => _current;

    /// <summary>Why the file as it is now does not count; null when it does.</summary>
    public string? Problem => _problem;

    /// <summary>True if the file was still being written in the last look.</summary>
    public bool IsMoving => _settling.IsAnythingMoving;

    /// <summary>What errors call the file.</summary>
    private string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Begins with what counted before the node was started.</summary>
    public void Begin(string? lastAccepted)
    {
        if (lastAccepted is not null)
            _current ??= ServablesReader.Read(Encoding.UTF8.GetBytes(lastAccepted), Name).Configuration;
    }

    /// <summary>Looks at the file.</summary>
    /// <returns>True when what counts, or the problem, is another now.</returns>
    public bool Look()
    {
        _settling.Begin();
        try
        {
            var file = new FileInfo(Path);
            if (!file.Exists)
                return Reject("", $"{Path} is not there; make it, or start the node without --servables");
            var stamp = FileStamp.Of([file]);
            if (stamp.Text == _stamp || !_settling.IsSettled(Path, stamp))
                return false;
            if (file.Length > IServablesAdmin.MaxBytes)
                return Reject(stamp.Text, $"{Name}: {file.Length:N0} bytes are too many; at most {IServablesAdmin.MaxBytes:N0} are allowed");
            var (configuration, errors) = ServablesReader.Read(File.ReadAllBytes(Path), Name);
            return configuration is null ? Reject(stamp.Text, string.Join("; ", errors)) : Accept(stamp.Text, configuration);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Reject(_stamp, $"{Path} cannot be read: {e.Message}");
        }
    }

    private bool Accept(string stamp, ServablesConfiguration configuration)
    {
        var isSame = _problem is null && configuration.Json == _current?.Json;
        (_stamp, _problem) = (stamp, null);
        if (!isSame)
            _current = configuration;
        return !isSame;
    }

    private bool Reject(string? stamp, string problem)
    {
        var isSame = problem == _problem;
        (_stamp, _problem) = (stamp, problem);
        return !isSame;
    }
}
