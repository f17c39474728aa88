using ModelCluster.Contracts.Ids;

namespace ModelCluster.Contracts.Sessions;

/// <summary>Turns a model file into a session; the port to the runtime that runs models. Thread-safe.</summary>
public interface IModelLoader
{
    /// <summary>Reads the file and prepares to run it. Blocks, possibly for seconds: called on the loading threads only.</summary>
    /// <param name="id">For messages.</param>
    /// <param name="path">The model file.</param>
    /// <param name="settings">How to load it.</param>
    /// <returns>The session, which the caller disposes when no runner is in use any more.</returns>
    /// <exception cref="ModelLoadException">The file cannot be served; the message says why and what to do.</exception>
    IModelSession Load(ServableId id, string path, SessionSettings settings);
}
