using System.Collections.Frozen;
using System.Text;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Repository.Options;

namespace ModelCluster.Node.Repository;

/// <summary>
/// Reads models from folders, <c>&lt;folder&gt;/&lt;model&gt;/&lt;version&gt;/model.onnx</c>, and watches them: by
/// notification, and by a scan at an interval. How one look becomes a set of models is in <see cref="RepositoryReader"/>.
/// </summary>
/// <remarks>
/// Thread-safe. <see cref="WatchAsync"/> runs once at a time; its callback comes from a thread of the pool, never from two
/// at once, and only when something changed. An exception of the callback ends the watch.
/// </remarks>
public sealed partial class FolderModelSource : IModelSource, IDisposable
{
    /// <summary>After the first notification, so that the many of one copy cause one look.</summary>
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(50);

    /// <summary>How often the first set may be put off; each time by the settle time.</summary>
    private const int MaxLooksBeforeFirst = 10;

    private readonly RepositoryOptions _options;
    private readonly IReadOnlyList<string> _roots;
    private readonly UploadedModels _uploads;
    private readonly RepositoryReader _reader;
    private readonly LookTimer _timer;
    private readonly LookWaiters _waiters = new();
    private readonly ILogger _logger;
    private IReadOnlyDictionary<ModelName, AspiredModel>? _told;
    private int _looksBeforeFirst;

    /// <summary>Reads nothing before it is watched.</summary>
    public FolderModelSource(RepositoryOptions options, UploadedModels uploads, TimeProvider time, ILogger<FolderModelSource> logger)
    {
        _options = options;
        _uploads = uploads;
        _logger = logger;
        _timer = new LookTimer(time);
        _roots = [.. options.Folders.Select(Path.GetFullPath).Distinct(StringComparer.Ordinal)];
        _reader = new RepositoryReader(_roots, uploads, options.SettleTime, time, logger);
    }

    /// <inheritdoc/>
    public async Task WatchAsync(Action<IReadOnlyDictionary<ModelName, AspiredModel>> onChange, CancellationToken cancellation)
    {
        using var notifications = new FolderNotifications(() => _timer.LookWithin(Debounce), _logger);
        _uploads.Changed += LookAtUploads;
        _told = null;
        try
        {
            await Task.Yield();
            _timer.LookNow();
            while (true)
            {
                await _timer.WaitAsync(cancellation);
                LookOnce(onChange, notifications);
            }
        }
        finally
        {
            _uploads.Changed -= LookAtUploads;
            _waiters.Cancel(cancellation);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Files that are still being written settle first.</remarks>
    public Task RefreshAsync(CancellationToken cancellation) => _waiters.WaitAsync(_timer.LookNow, cancellation);

    /// <summary>What the watcher was told last; empty before.</summary>
    public IReadOnlyDictionary<ModelName, AspiredModel> Current => Volatile.Read(ref _told) ?? FrozenDictionary<ModelName, AspiredModel>.Empty;

    /// <summary>
    /// Puts files in place of what the repository holds of a model, until the next call for it; without files, the repository
    /// counts again. Settings that come with files are their <c>model.json</c>. Seen by the watcher after the next look.
    /// </summary>
    /// <returns>Null, or why it was refused; nothing has changed then.</returns>
    public string? Upload(ModelName model, string? configurationJson, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        if (configurationJson is not null && ModelOptionsReader.Read(Encoding.UTF8.GetBytes(configurationJson), "config", folder: null, model) is (null, var errors))
            return string.Join("; ", errors);
        if (files.Count == 0)
        {
            _uploads.Remove(model);
            return null;
        }

        var all = new Dictionary<string, ReadOnlyMemory<byte>>(files, StringComparer.Ordinal);
        if (configurationJson is not null)
            all[ModelConfiguration.FileName] = Encoding.UTF8.GetBytes(configurationJson);
        return _uploads.Store(model, all);
    }

    /// <summary>Reads settings that are to count in place of a model's <c>model.json</c>; label files are those beside it.</summary>
    public OptionsOrProblem ReadOptions(ModelName model, string json)
    {
        var folder = _roots.Select(root => Path.Combine(root, model.Value)).FirstOrDefault(Directory.Exists);
        var (options, errors) = ModelOptionsReader.Read(Encoding.UTF8.GetBytes(json), "config", folder, model);
        return new OptionsOrProblem(options, string.Join("; ", errors));
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void LookOnce(Action<IReadOnlyDictionary<ModelName, AspiredModel>> onChange, FolderNotifications notifications)
    {
        var waiting = _waiters.Begin();
        if (_options.Notifications)
            notifications.Watch([.. _roots.Where(Directory.Exists)]);
        if (_reader.Look() is { } models && !IsTooEarly() && !ModelSets.IsSame(models, _told))
        {
            Volatile.Write(ref _told, models);
            LogChanged(models.Count);
            onChange(models);
        }

        _timer.LookWithin(_reader.IsAnythingMoving ? _options.SettleTime : _options.ScanInterval);
        _waiters.End(waiting, isSettled: !_reader.IsAnythingMoving);
    }

    /// <summary>
    /// The first set is told when all files have settled, so that a node does not think it has all its models while they are
    /// still being copied; but something that never settles does not hold it up for long.
    /// </summary>
    private bool IsTooEarly() => _told is null && _reader.IsAnythingMoving && _looksBeforeFirst++ < MaxLooksBeforeFirst;

    private void LookAtUploads(object? sender, EventArgs e) => _timer.LookNow();
}
