using System.Security.Cryptography;
using System.Text;

namespace ModelCluster.Node.Repository.Amms.Remote;

/// <summary>
/// Every remote place that entries name, each mirrored into a folder under <c>&lt;data&gt;/artefacts</c>, and where entries'
/// artefacts lie on this machine. <see cref="Want"/> and <see cref="StopAsync"/> are called by one thread at a time; the rest is
/// thread-safe.
/// </summary>
internal sealed class RemoteFolders(
    string dataFolder, AmmsOptions options, TimeSpan interval, TimeProvider time, ILogger<RemoteFolders> logger) : IArtefactPlaces
{
    /// <summary>How long a refresh waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly string _root = Path.GetFullPath(Path.Combine(dataFolder, "artefacts"));
    private volatile Dictionary<(LoadType, string), Mirror> _mirrors = [];

    /// <summary>Called, on any thread, when something was fetched, or a trouble began or ended.</summary>
    public event EventHandler? Changed;

    /// <summary>True when every place was asked once.</summary>
    public bool IsFetched => _mirrors.Values.All(mirror => mirror.IsAsked);

    /// <summary>Mirrors the places of these entries, and no others.</summary>
    public void Want(IReadOnlyList<ServablesEntry> entries)
    {
        var wanted = entries.Where(entry => entry.LoadType.IsRemote())
            .GroupBy(entry => (entry.LoadType, entry.LoadUrl))
            .ToDictionary(group => group.Key, group => group.ToList());
        foreach (var (place, mirror) in _mirrors.Where(known => !wanted.ContainsKey(known.Key)))
            _ = mirror.DisposeAsync().AsTask();
        var mirrors = new Dictionary<(LoadType, string), Mirror>();
        foreach (var (place, its) in wanted)
        {
            mirrors[place] = _mirrors.GetValueOrDefault(place) ?? Start(its);
            mirrors[place].Want(its);
        }

        _mirrors = mirrors;
    }

    /// <summary>
    /// Asks every place now; completes when what they have was fetched, or could not be, or after <see cref="Patience"/>: a large
    /// file goes on being fetched while nobody waits.
    /// </summary>
    public Task RefreshAsync(CancellationToken cancellation) => Task.WhenAny(
        Task.WhenAll(_mirrors.Values.Select(mirror => mirror.RefreshAsync(cancellation))), Task.Delay(Patience, time, cancellation)).Unwrap();

    /// <summary>Mirrors nothing any more.</summary>
    public async Task StopAsync()
    {
        foreach (var mirror in _mirrors.Values)
            await mirror.DisposeAsync();
        _mirrors = [];
    }

    public string FolderOf(ServablesEntry entry) =>
        entry.LoadType.IsRemote() ? Path.Combine(_root, NameOf(entry)) : Path.GetFullPath(entry.LoadUrl);

    public string? ProblemOf(ServablesEntry entry)
    {
        if (_mirrors.GetValueOrDefault((entry.LoadType, entry.LoadUrl)) is not { } mirror)
            return null;
        return mirror.IsAsked ? mirror.ProblemOf(entry.Model) : $"{entry.LoadUrl} has not answered yet";
    }

    private Mirror Start(List<ServablesEntry> entries)
    {
        var place = entries[0];
        IArtefactStore store = place.LoadType == LoadType.Http
            ? new HttpArtefactStore(LoadUrl.Http(place.LoadUrl))
            : new S3ArtefactStore(place.LoadUrl, options.S3Endpoint, options.S3Region);
        var folder = FolderOf(place);
        return new Mirror(
            place.LoadUrl, store, new MirrorFolder(folder, store, options.MaxDownloadBytes, logger), entries, interval, time,
            () => Changed?.Invoke(this, EventArgs.Empty), logger);
    }

    /// <summary>A folder's name that two places never share.</summary>
    private static string NameOf(ServablesEntry entry) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{entry.LoadType} {entry.LoadUrl}")))[..16];
}
