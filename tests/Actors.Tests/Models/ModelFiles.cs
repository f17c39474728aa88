using System.Collections.Concurrent;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Sessions;
using ModelCluster.TestKit;
using ModelCluster.TestKit.Sessions;

namespace ModelCluster.Actors.Tests.Models;

/// <summary>
/// Model files by path. Each loads, unless the test made it fail or holds it back; the sessions made are kept. Thread-safe.
/// </summary>
internal sealed class ModelFiles : IModelLoader
{
    private readonly ConcurrentDictionary<string, Func<Exception?>> _failing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ManualResetEventSlim> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Path, FakeSession Session)> _sessions = new();
    private readonly ConcurrentDictionary<string, int> _loads = new(StringComparer.Ordinal);

    /// <summary>What becomes of a session before anyone else sees it.</summary>
    internal Action<FakeSession> Prepare { get; set; } = static session => session.Remembers = false;

    /// <summary>What a file becomes.</summary>
    internal Func<string, FakeSession> Make { get; set; } = static _ => new FakeSession();

    internal IEnumerable<FakeSession> Sessions => _sessions.Select(made => made.Session);

    /// <summary>The newest session of a file.</summary>
    internal FakeSession Session(string path) => _sessions.Last(made => made.Path == path).Session;

    /// <summary>How often the file was tried to be loaded.</summary>
    internal int Loads(string path) => _loads.GetValueOrDefault(path);

    internal void Fail(string path, Func<Exception?> failure) => _failing[path] = failure;

    /// <summary>No restart can help.</summary>
    internal void MakeBad(string path) => Fail(path, () => new ModelLoadException($"{path} is no model"));

    internal void MakeGood(string path) => _failing.TryRemove(path, out _);

    /// <summary>Loads of the file wait from now on.</summary>
    internal void Hold(string path) => _held[path] = new ManualResetEventSlim(initialState: false);

    internal void Release(string path)
    {
        if (_held.TryRemove(path, out var held))
            held.Set();
    }

    internal void ReleaseAll()
    {
        foreach (var path in _held.Keys)
            Release(path);
    }

    public IModelSession Load(ServableId id, string path, SessionSettings settings)
    {
        _loads.AddOrUpdate(path, 1, static (_, count) => count + 1);
        if (_held.TryGetValue(path, out var held) && !held.Wait(RealTimeGuard.Limit))
            throw new TimeoutException($"the test never released {path}");
        if (_failing.TryGetValue(path, out var failing) && failing() is { } failure)
            throw failure;
        var session = Make(path);
        Prepare(session);
        _sessions.Enqueue((path, session));
        return session;
    }
}
