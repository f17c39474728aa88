using System.Collections.Immutable;
using ModelCluster.Actors.Journal;

namespace ModelCluster.Node.Probe.Known;

/// <summary>A file whose content is known.</summary>
/// <param name="Stamp">Its stamp when it was read.</param>
/// <param name="Sha256">Its content.</param>
/// <param name="Order">Grows with every file; the smallest are forgotten first.</param>
internal sealed record KnownFile(string Stamp, string Sha256, long Order);

/// <summary>What was tried out and did no harm: the sum of <see cref="ArtefactEvents"/>. Immutable.</summary>
/// <param name="Files">By path, so that a file that has not changed need not be read again.</param>
/// <param name="Passed">Content with the runtime that ran it, and when in <see cref="Count"/> it passed.</param>
/// <param name="Count">Events so far.</param>
internal sealed record KnownArtefacts(ImmutableDictionary<string, KnownFile> Files, ImmutableDictionary<string, long> Passed, long Count)
{
    /// <summary>Of each kind at most; then the oldest are forgotten, and only tried out again.</summary>
    private const int Max = 20_000;

    private const int ForgottenAtOnce = 2_000;

    internal static KnownArtefacts Nothing { get; } = new(ImmutableDictionary<string, KnownFile>.Empty, ImmutableDictionary<string, long>.Empty, 0);

    /// <summary>How it is written.</summary>
    internal static SnapshotCodec<KnownArtefacts> Codec { get; } = new("known-artefacts", 1, static () => ArtefactJson.Default.KnownArtefacts);

    /// <summary>The content of a file that has not changed since; null if that is not known.</summary>
    internal string? Sha256Of(ArtefactFiles files) =>
        Files.TryGetValue(files.Path, out var known) && known.Stamp == files.Stamp ? known.Sha256 : null;

    internal bool HasPassed(string sha256, string runtime) => Passed.ContainsKey(Key(sha256, runtime));

    internal KnownArtefacts After(ArtefactEvents.ArtefactPassed happened)
    {
        var count = Count + 1;
        return new KnownArtefacts(
            Trim(Files.SetItem(happened.File, new KnownFile(happened.Stamp, happened.Sha256, count)), file => file.Order),
            Trim(Passed.SetItem(Key(happened.Sha256, happened.Runtime), count), order => order),
            count);
    }

    private static string Key(string sha256, string runtime) => $"{sha256} {runtime}";

    private static ImmutableDictionary<string, T> Trim<T>(ImmutableDictionary<string, T> items, Func<T, long> order) => items.Count <= Max
        ? items
        : items.RemoveRange(items.OrderBy(item => order(item.Value)).Take(ForgottenAtOnce).Select(item => item.Key).ToList());
}
