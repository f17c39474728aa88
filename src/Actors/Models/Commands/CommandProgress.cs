using ModelCluster.Contracts.Control;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Models;
using static ModelCluster.Contracts.Control.ModelCommand;

namespace ModelCluster.Actors.Models.Commands;

/// <summary>Tells whether what a command began is done. Changes nothing.</summary>
internal static class CommandProgress
{
    /// <summary>Null while it goes on; empty when it is done; else why it failed.</summary>
    internal static string? Of(ModelCommand command, ModelBook book) => command switch
    {
        Load or LoadWith => book.IsSettled ? Failure($"failed to load '{book.Name}'", book.LoadProblem()) : null,
        Unload => Unloaded(book),
        LoadVersion load => VersionLoaded(load.Version, book),
        ReloadVersion reload => VersionLoaded(reload.Version, book),
        Pin pin => VersionLoaded(pin.Version, book),
        DrainVersion drain => VersionDrained(drain.Version, book),
        UnloadVersion unload => VersionUnloaded(unload.Version, book),
        Unpin or ResumeVersion => book.IsSettled ? "" : null,
        Configure or RollBack => book.IsSettled ? Failure($"'{book.Name}' was changed, but not all of it could be loaded", Problem(book)) : null,
        _ => "",
    };

    private static string Failure(string what, string problem) => problem.Length == 0 ? "" : $"{what}: {problem}";

    private static string Problem(ModelBook book) => book.IsUnloaded || !book.IsActive ? "" : book.LoadProblem();

    private static string? Unloaded(ModelBook book) =>
        !book.IsUnloaded ? $"'{book.Name}' was loaded again before it was unloaded" : book.Incarnations.Count == 0 ? "" : null;

    private static string? VersionLoaded(ModelVersion version, ModelBook book)
    {
        var wanted = book.Incarnations.Where(item => item.IsAspired && item.Id.Version == version).ToList();
        if (wanted.Count == 0)
            return book.IsActive || book.IsUnloaded ? $"version {version} of '{book.Name}' is not wanted any more" : "";
        if (wanted.Exists(item => item.State is not (ServableState.Available or ServableState.Failed)))
            return null;
        return wanted.Find(item => item.State == ServableState.Failed) is { } failed
            ? $"version {version} of '{book.Name}' failed to load: {failed.Reason}"
            : "";
    }

    private static string? VersionDrained(ModelVersion version, ModelBook book)
    {
        if (book.HoldOf(version) != OperatorHold.Drained)
            return $"version {version} of '{book.Name}' was resumed before it was drained";
        return book.Incarnations.All(item => item.Id.Version != version || item is not { State: ServableState.Available, Servable.IsEmpty: false }) ? "" : null;
    }

    /// <summary>A version that must not leave before its successor is there stays when that one fails.</summary>
    private static string? VersionUnloaded(ModelVersion version, ModelBook book)
    {
        if (!book.Incarnations.Any(item => item.Id.Version == version))
            return "";
        var stays = book.IsSettled && book.NextStep() is null
            && book.Incarnations.Any(item => item.Id.Version == version && item is { State: ServableState.Available, IsRetiring: false });
        return stays ? $"version {version} of '{book.Name}' goes on serving, because what is to take its place failed: {book.LoadProblem()}" : null;
    }
}
