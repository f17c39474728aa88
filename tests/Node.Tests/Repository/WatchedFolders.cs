using Microsoft.Extensions.Logging;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Repository;
using ModelCluster.TestKit;

namespace ModelCluster.Node.Tests.Repository;

/// <summary>A source that watches a temporary folder under a clock that the test moves.</summary>
internal sealed class WatchedFolders : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly FolderModelSource _source;
    private Task _watching = Task.CompletedTask;
    private int _inCallback;

    public WatchedFolders(params string[] roots)
    {
        var options = new RepositoryOptions { Folders = [.. (roots is [] ? ["."] : roots).Select(root => Path.GetFullPath(Folder.At(root)))], Notifications = false };
        Uploads = new UploadedModels(Folder.At(".data"));
        _source = new FolderModelSource(options, Uploads, Time, Log);
    }

    public TempFolder Folder { get; } = new();

    public VirtualTime Time { get; } = new();

    public ListLogger Log { get; } = new();

    public UploadedModels Uploads { get; }

    /// <summary>Every set that was told, in order.</summary>
    public List<IReadOnlyDictionary<ModelName, AspiredModel>> Sets { get; } = [];

    public IReadOnlyDictionary<ModelName, AspiredModel> Last => Sets[^1];

    public AspiredModel this[string model] => Last[ModelName.Parse(model)];

    public IEnumerable<string> Versions(string model) => this[model].Found.Select(artefact => artefact.Version.ToString());

    /// <summary>Starts to watch and waits for the first look.</summary>
    public async Task StartAsync()
    {
        _watching = _source.WatchAsync(OnChange, _stop.Token);
        await Time.WaitForTimersAsync(1);
    }

    public Task RefreshAsync() => _source.RefreshAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));

    public Task BeginRefresh() => _source.RefreshAsync(CancellationToken.None);

    /// <summary>Lets time pass up to the next look and waits for it.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Time.Advance(time);
        await Time.WaitForTimersAsync(1);
    }

    public Task ScanAsync() => PassAsync(TimeSpan.FromSeconds(5));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(_watching);
        _source.Dispose();
        _stop.Dispose();
        Folder.Dispose();
    }

    private void OnChange(IReadOnlyDictionary<ModelName, AspiredModel> models)
    {
        Interlocked.Increment(ref _inCallback).ShouldBe(1);
        Sets.Add(models);
        Interlocked.Decrement(ref _inCallback);
    }

    /// <summary>Keeps what was logged at warning and above.</summary>
    internal sealed class ListLogger : ILogger<FolderModelSource>
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Warnings.Add(formatter(state, exception));
        }
    }
}
