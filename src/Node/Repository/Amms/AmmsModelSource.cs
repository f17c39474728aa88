using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Repository.Amms.Remote;

namespace ModelCluster.Node.Repository.Amms;

/// <summary>
/// The models that <c>servables.json</c> names. Watches the file and the folders of artefacts, by notification and by a scan at
/// an interval; what lies elsewhere is fetched into a folder of this machine first. Read on in <see cref="ServablesFile"/>,
/// <see cref="ServablesLook"/> and <see cref="RemoteFolders"/>.
/// </summary>
/// <remarks>Thread-safe. Nothing is told before a first good file was read.</remarks>
internal sealed partial class AmmsModelSource : IModelSource, IDisposable
{
    /// <summary>After the first notification, so that the many of one copy cause one look.</summary>
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(50);

    /// <summary>How often the first set may be put off; each time by the settle time.</summary>
    private const int MaxLooksBeforeFirst = 10;

    private readonly RepositoryOptions _options;
    private readonly ServablesFile _file;
    private readonly IServablesHistory _history;
    private readonly RemoteFolders _remote;
    private readonly ServablesLook _look;
    private readonly LookTimer _timer;
    private readonly LookWaiters _waiters = new();
    private readonly ILogger _logger;
    private IReadOnlyDictionary<ModelName, AspiredModel>? _told;
    private int _looksBeforeFirst;

    public AmmsModelSource(
        ServablesFile file,
        RepositoryOptions options,
        RemoteFolders remote,
        IServablesHistory history,
        TimeProvider time,
        ILogger<AmmsModelSource> logger)
    {
        (_file, _options, _remote, _history, _logger) = (file, options, remote, history, logger);
        _timer = new LookTimer(time);
        _look = new ServablesLook(remote, options.SettleTime, time, logger);
    }

    public async Task WatchAsync(Action<IReadOnlyDictionary<ModelName, AspiredModel>> onChange, CancellationToken cancellation)
    {
        using var folders = new FolderNotifications(() => _timer.LookWithin(Debounce), _logger);
        using var fileFolder = new FolderNotifications(() => _timer.LookWithin(Debounce), _logger, includeSubfolders: false);
        _remote.Changed += LookAgain;
        _told = null;
        try
        {
            _file.Begin(await _history.LastAcceptedAsync(cancellation));
            _timer.LookNow();
            while (true)
            {
                await _timer.WaitAsync(cancellation);
                await LookOnceAsync(onChange);
                if (_options.Notifications)
                    Watch(folders, fileFolder);
            }
        }
        finally
        {
            _remote.Changed -= LookAgain;
            await _remote.StopAsync();
            _waiters.Cancel(cancellation);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Remote places are asked too; files that are still being written settle first.</remarks>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await LookNowAsync(cancellation); // a new file may name new places
        await _remote.RefreshAsync(cancellation);
        await LookNowAsync(cancellation);
    }

    public void Dispose() => _timer.Dispose();

    private Task LookNowAsync(CancellationToken cancellation) => _waiters.WaitAsync(_timer.LookNow, cancellation);

    private async Task LookOnceAsync(Action<IReadOnlyDictionary<ModelName, AspiredModel>> onChange)
    {
        var waiting = _waiters.Begin();
        var before = _file.Current;
        var isNews = _file.Look();
        if (_file.Current is { } configuration)
        {
            _remote.Want(configuration.Entries);
            var rejected = _file.Problem is { } problem ? $"servables.json was rejected, the last good one stays in use: {problem}" : null;
            Tell(_look.Look(configuration, rejected), onChange);
        }

        if (isNews)
            await RecordAsync(before);
        var isMoving = _file.IsMoving || _look.IsAnythingMoving;
        _timer.LookWithin(isMoving || (_told is null && _file.Current is not null) ? _options.SettleTime : _options.ScanInterval);
        _waiters.End(waiting, isSettled: !isMoving);
    }

    private void Tell(IReadOnlyDictionary<ModelName, AspiredModel> models, Action<IReadOnlyDictionary<ModelName, AspiredModel>> onChange)
    {
        var isTooEarly = _told is null && (_look.IsAnythingMoving || !_remote.IsFetched) && _looksBeforeFirst++ < MaxLooksBeforeFirst;
        if (isTooEarly || ModelSets.IsSame(models, _told))
            return;
        _told = models;
        LogChanged(models.Count);
        onChange(models);
    }

    /// <summary>The file changes what is served although the journal may be away: who edits it cannot be told to wait.</summary>
    private async Task RecordAsync(ServablesConfiguration? before)
    {
        var cause = new Cause(CauseKind.File, _file.Path);
        string unwritten;
        if (_file.Problem is { } problem)
        {
            LogRejected(_file.Path, problem);
            unwritten = await _history.RejectedAsync(problem, cause);
        }
        else
        {
            var changes = _file.Current!.ChangesFrom(before);
            var text = string.Join(", ", changes);
            LogAccepted(_file.Path, text);
            unwritten = await _history.AcceptedAsync(_file.Current.Json, changes, cause);
        }

        if (unwritten.Length > 0)
            LogNotWritten(_file.Path, unwritten);
    }

    private void Watch(FolderNotifications folders, FolderNotifications fileFolder)
    {
        var local = (_file.Current?.Entries ?? []).Where(entry => !entry.LoadType.IsRemote()).Select(_remote.FolderOf);
        folders.Watch([.. local.Distinct(StringComparer.Ordinal).Where(Directory.Exists)]);
        fileFolder.Watch([.. new[] { Path.GetDirectoryName(_file.Path)! }.Where(Directory.Exists)]);
    }

    private void LookAgain(object? sender, EventArgs e) => _timer.LookNow();
}
