using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.TestKit.Sessions;

/// <summary>A loader whose files are sessions that the test made, or failures. Thread-safe once set up.</summary>
public sealed class FakeLoader : IModelLoader
{
    private readonly Dictionary<string, Func<IModelSession>> _files = new(StringComparer.Ordinal);

    public void Add(string path, Func<IModelSession> session) => _files[path] = session;

    public IModelSession Load(ServableId id, string path, SessionSettings settings) => _files.TryGetValue(path, out var session)
        ? session()
        : throw new ModelLoadException($"{id} failed to load: {path} is missing");
}
