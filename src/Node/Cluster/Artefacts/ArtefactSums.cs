using System.Collections.Concurrent;
using ModelCluster.Actors.Models;
using ModelCluster.Contracts.Models;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Node.Probe;

namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>
/// Finds out what is in the files of artefacts, on threads that give way to others, and reads each file once for as long as it does
/// not change. Thread-safe.
/// </summary>
/// <param name="reading">Where files are read.</param>
/// <param name="known">The SHA-256 of files that were read before, by an earlier process say; null: not known.</param>
internal sealed class ArtefactSums(LoadingQueue reading, Func<ArtefactFiles, CancellationToken, ValueTask<string?>> known)
{
    private const int MaxAttempts = 5;

    /// <summary>Then all is forgotten, and read again when it is asked for.</summary>
    private const int MaxRemembered = 20_000;

    private readonly Flights<(string Path, string Stamp), ArtefactManifest> _flights = new();
    private readonly ConcurrentDictionary<string, (string Stamp, ArtefactManifest Manifest)> _manifests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Path, string Stamp), Task<string?>> _asked = new();

    /// <summary>Where files are read.</summary>
    internal LoadingQueue Reading => reading;

    /// <summary>The files that belong to a model file, and what is in them now.</summary>
    /// <exception cref="ModelLoadException">The model is none, or a file is missing or cannot be read.</exception>
    /// <exception cref="IOException">The files change again and again.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; what was begun is read to its end, and remembered.</exception>
    internal async Task<ArtefactManifest> ReadAsync(string path, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var files = await reading.RunAsync(() => ArtefactFiles.Of(path)).WaitAsync(cancellation);
            if (_manifests.TryGetValue(path, out var remembered) && remembered.Stamp == files.Stamp)
                return remembered.Manifest;
            var manifest = await _flights.JoinAsync((path, files.Stamp), _ => SumAsync(files), CancellationToken.None).WaitAsync(cancellation);
            Trim();
            _manifests[path] = (files.Stamp, manifest); // holds if the next look finds the same stamp
        }

        throw new IOException($"{path} changes again and again while it is read");
    }

    /// <summary>
    /// The SHA-256 of an artefact if it is known by now, which takes no time; else it is being found out, and null. Null also for one that
    /// is not as its stamp says, or cannot be read.
    /// </summary>
    internal string? Known(Artefact artefact)
    {
        Trim();
        var sum = _asked.GetOrAdd((artefact.Path, artefact.Stamp), static (asked, sums) => Task.Run(() => sums.FindAsync(asked.Path, asked.Stamp)), this);
        return sum.IsCompletedSuccessfully ? sum.Result : null;
    }

    private async Task<string?> FindAsync(string path, string stamp)
    {
        try
        {
            var manifest = await ReadAsync(path, CancellationToken.None);
            return Stamps.Fits(path, stamp) ? manifest.Sha256 : null;
        }
        catch (Exception e) when (e is ModelLoadException or IOException)
        {
            return null; // loading it says why
        }
    }

    /// <summary>One file whose sum is known need not be read.</summary>
    private async Task<ArtefactManifest> SumAsync(ArtefactFiles files) =>
        files.Parts.Count == 0 && await known(files, CancellationToken.None) is { } sum
            ? new ArtefactManifest(sum, [new FileSum(Path.GetFileName(files.Path), files.Bytes, sum)])
            : await reading.RunAsync(() => ArtefactManifest.Of(files));

    private void Trim()
    {
        if (_manifests.Count >= MaxRemembered)
            _manifests.Clear();
        if (_asked.Count >= MaxRemembered)
            _asked.Clear();
    }
}
