namespace ModelCluster.Node.Cluster.Artefacts;

/// <summary>Keeps an artefact on the shelf until it is disposed of, once or more often. Thread-safe.</summary>
/// <param name="model">Full path of the model's file.</param>
/// <param name="release">Called once.</param>
internal sealed class ShelfUse(string model, Action release) : IDisposable
{
    private Action? _release = release;

    /// <summary>Full path of the model's file; the others lie where it expects them.</summary>
    internal string Model => model;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
