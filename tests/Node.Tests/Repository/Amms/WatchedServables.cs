using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelCluster.Contracts.History;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using ModelCluster.Node.Repository;
using ModelCluster.Node.Repository.Amms;
using ModelCluster.Node.Repository.Amms.Remote;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Journal;

namespace ModelCluster.Node.Tests.Repository.Amms;

/// <summary>A source that watches a <c>servables.json</c> in a temporary folder, under a clock that the test moves.</summary>
internal sealed class WatchedServables : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly AmmsModelSource _source;
    private Task _watching = Task.CompletedTask;

    public WatchedServables()
    {
        var options = new RepositoryOptions { Notifications = false, DataFolder = Folder.At(".data") };
        var remote = new RemoteFolders(options.DataFolder, new AmmsOptions(), options.ScanInterval, Time, NullLogger<RemoteFolders>.Instance);
        File = new ServablesFile(Folder.At("servables.json"), options.SettleTime, Time);
        _source = new AmmsModelSource(File, options, remote, History, Time, Log);
    }

    public ServablesFile File { get; }

    public TempFolder Folder { get; } = new();

    public VirtualTime Time { get; } = new();

    public ListLogger Log { get; } = new();

    public RecordedHistory History { get; } = new();

    /// <summary>Every set that was told, in order.</summary>
    public List<IReadOnlyDictionary<ModelName, AspiredModel>> Sets { get; } = [];

    public AspiredModel this[string model] => Sets[^1][ModelName.Parse(model)];

    /// <summary>The entry of a model, with its artefacts in the folder <c>models</c>.</summary>
    public string Entry(string model, string version, string servable = "tensor") =>
        $$"""{"model_name":"{{model}}","aspired_version":"{{version}}","load_type":"LOCAL","load_url":"{{Folder.At("models")}}","servable_name":"{{servable}}"}""";

    public void Configure(params string[] entries) => Folder.Write("servables.json", $"[{string.Join(',', entries)}]");

    /// <summary>Changes the file as a request does.</summary>
    public ServablesAdmin Admin() => new(File, _source, History, new InMemoryJournal());

    /// <summary>The versions that a model's policy wants of what is there.</summary>
    public IEnumerable<string> Wanted(string model) =>
        this[model].Options.VersionPolicy.Select(this[model].Found.Select(found => found.Version)).Select(version => version.ToString());

    /// <summary>The file of a version.</summary>
    public string FileOf(string model, string version) =>
        Path.GetFileName(this[model].Found.Single(found => found.Version == ModelVersion.Parse(version)).Path);

    public async Task StartAsync()
    {
        _watching = _source.WatchAsync(Sets.Add, _stop.Token);
        await Time.WaitForTimersAsync(1);
    }

    /// <summary>Lets time pass up to the next look and waits for it.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Time.Advance(time);
        await Time.WaitForTimersAsync(1);
    }

    public Task ScanAsync() => PassAsync(TimeSpan.FromSeconds(5));

    public Task RefreshAsync() => _source.RefreshAsync(CancellationToken.None).OrFailAsync("the refresh");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(_watching);
        _source.Dispose();
        _stop.Dispose();
        Folder.Dispose();
    }

    /// <summary>Keeps in memory what a journal would.</summary>
    internal sealed class RecordedHistory : IServablesHistory
    {
        public List<string> Events { get; } = [];

        public string? LastAccepted { get; set; }

        /// <summary>Why nothing can be written; empty when it can.</summary>
        public string Unavailable { get; set; } = "";

        public Task<string?> LastAcceptedAsync(CancellationToken cancellation) => Task.FromResult(LastAccepted);

        public Task<string> AcceptedAsync(string json, IReadOnlyList<string> changes, Cause cause)
        {
            if (Unavailable.Length > 0)
                return Task.FromResult(Unavailable);
            Events.Add($"accepted: {string.Join(", ", changes)}");
            LastAccepted = json;
            return Task.FromResult("");
        }

        public Task<string> RejectedAsync(string reason, Cause cause)
        {
            Events.Add($"rejected: {reason}");
            return Task.FromResult("");
        }
    }

    /// <summary>Keeps what was logged at warning and above.</summary>
    internal sealed class ListLogger : ILogger<AmmsModelSource>
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
