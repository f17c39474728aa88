using System.Collections.Frozen;
using ModelCluster.Contracts.Ids;

namespace ModelCluster.Node.Repository;

/// <summary>
/// Models that came with a load request. They take the place of the repository's model of the same name until they are
/// removed or the node starts again. Kept under <c>&lt;data&gt;/uploads</c>. Thread-safe; the methods block on the disk.
/// </summary>
public sealed class UploadedModels
{
    /// <summary>The most files of one model.</summary>
    public const int MaxFiles = 1_000;

    private readonly Lock _lock = new();
    private readonly string _root;
    private readonly long _maxBytes;
    private FrozenDictionary<ModelName, string> _folders = FrozenDictionary<ModelName, string>.Empty;
    private long _count;

    /// <summary>Starts empty: what an earlier run left is deleted.</summary>
    /// <param name="dataFolder">The node's data folder; made when first needed.</param>
    /// <param name="maxBytes">The most bytes of one model; default 1 GiB.</param>
    public UploadedModels(string dataFolder, long maxBytes = 1L << 30)
    {
        _root = Path.GetFullPath(Path.Combine(dataFolder, "uploads"));
        _maxBytes = maxBytes;
        if (Directory.Exists(_root))
            Directory.Delete(_root, recursive: true);
    }

    /// <summary>Called, on the thread that made it, after every change.</summary>
    public event EventHandler? Changed;

    /// <summary>The folder of each uploaded model, laid out as in a repository; an immutable snapshot.</summary>
    public IReadOnlyDictionary<ModelName, string> Folders => Volatile.Read(ref _folders);

    /// <summary>Stores the files of a model in place of those it had, all or none.</summary>
    /// <param name="model">The model.</param>
    /// <param name="files">By relative path with '/', such as <c>1/model.onnx</c>.</param>
    /// <returns>Null, or why they were not stored.</returns>
    public string? Store(ModelName model, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        if (Problem(files) is { } problem)
            return problem;
        var folder = Path.Combine(_root, $"{model}.{Interlocked.Increment(ref _count)}");
        try
        {
            foreach (var (path, content) in files)
            {
                var target = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllBytes(target, content.Span);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Delete(folder);
            return $"the files of '{model}' cannot be stored in {_root}: {e.Message}";
        }

        Replace(model, folder);
        return null;
    }

    /// <summary>Forgets a model's uploaded files; the repository's, if any, count again. Nothing if there are none.</summary>
    public void Remove(ModelName model)
    {
        if (Folders.ContainsKey(model))
            Replace(model, folder: null);
    }

    private void Replace(ModelName model, string? folder)
    {
        string? old;
        lock (_lock)
        {
            var folders = new Dictionary<ModelName, string>(_folders);
            folders.Remove(model, out old);
            if (folder is not null)
                folders[model] = folder;
            Volatile.Write(ref _folders, folders.ToFrozenDictionary());
        }

        Changed?.Invoke(this, EventArgs.Empty);
        if (old is not null)
            Delete(old);
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private string? Problem(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        if (files.Count is 0 or > MaxFiles)
            return $"{files.Count:N0} files were given; 1 to {MaxFiles:N0} are allowed";
        var bytes = files.Values.Sum(file => (long)file.Length);
        if (bytes > _maxBytes)
            return $"the files are {bytes:N0} bytes together; at most {_maxBytes:N0} are allowed";
        if (files.Keys.FirstOrDefault(path => path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) is { } code)
            return $"'{code}' is code, which is never taken from a request; an operator can put it into the repository's folder";
        return files.Keys.Select(UploadPath.Problem).FirstOrDefault(problem => problem is not null);
    }
}
