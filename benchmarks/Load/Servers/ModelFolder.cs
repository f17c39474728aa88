namespace ModelCluster.Load.Servers;

/// <summary>A model repository of a benchmark's own, deleted in the end.</summary>
internal sealed class ModelFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("modelcluster-bench-").FullName;

    /// <summary>Copies a version's file under another name and version, as a file dropped in whole.</summary>
    public void Add(string modelFile, string model, string version)
    {
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, model, version)).FullName;
        File.Copy(modelFile, System.IO.Path.Combine(folder, "model.onnx"));
    }

    public void Configure(string model, string json)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Path, model));
        File.WriteAllText(System.IO.Path.Combine(Path, model, "model.json"), json);
    }

    public void Remove(string model, string version) => Directory.Delete(System.IO.Path.Combine(Path, model, version), recursive: true);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
