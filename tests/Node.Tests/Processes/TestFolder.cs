using ModelCluster.Node.Tests.Onnx;

namespace ModelCluster.Node.Tests.Processes;

/// <summary>A folder for one test, with models copied from the project's demo and test repositories.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly string _root;

    private readonly bool _isKept;

    internal TestFolder(params string[] models)
    {
        _root = Directory.CreateTempSubdirectory("modelcluster-").FullName;
        Directory.CreateDirectory(Models);
        foreach (var model in models)
            Add(model);
    }

    private TestFolder(string root)
    {
        _root = root;
        _isKept = true;
    }

    internal string Models => Path.Combine(_root, "models");

    internal string Data => Path.Combine(_root, "data");

    /// <summary>The same folder for a node that is not to delete it when it ends.</summary>
    internal TestFolder Kept() => new(_root);

    /// <summary>Copies a whole model of the demo or the test repository.</summary>
    internal void Add(string model) => CopyFolder(Source(model), Path.Combine(Models, model));

    /// <summary>Copies one version of a model, file by file, as an operator would.</summary>
    internal void AddVersion(string model, string version) =>
        CopyFolder(Path.Combine(Source(model), version), Path.Combine(Models, model, version));

    internal void RemoveVersion(string model, string version) =>
        Directory.Delete(Path.Combine(Models, model, version), recursive: true);

    internal void Write(string path, string text) => File.WriteAllText(Make(path), text);

    internal void Write(string path, OnnxModelBuilder model) => File.WriteAllBytes(Make(path), model.Build());

    public void Dispose()
    {
        if (!_isKept && Directory.Exists(_root))
            Directory.Delete(_root, recursive: true);
    }

    /// <summary>The folder of a model in the project.</summary>
    internal static string Source(string model)
    {
        string[] repositories = ["models/repository", "models/testing", "artifacts/models"];
        return repositories.Select(repository => Path.Combine(ProjectRoot, repository, model)).First(Directory.Exists);
    }

    internal static string ProjectRoot { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Makes the folder of a file of the models.</summary>
    private string Make(string path)
    {
        var file = Path.Combine(Models, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return file;
    }

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "ModelCluster.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from))
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
