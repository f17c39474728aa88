namespace ModelCluster.Node.Repository;

/// <summary>
/// Chooses the file that is the model among those of a version: an ONNX file, a pipeline, or an assembly. Everything else that
/// lies there belongs to it. Stateless.
/// </summary>
internal static class ArtefactFile
{
    public const string Onnx = "model.onnx";
    public const string Pipeline = "pipeline.json";

    private const string Code = "model.dll";

    /// <summary>Comes with every build of a servable; the node has its own.</summary>
    private const string ContractsFile = "ModelCluster.Contracts.dll";

    /// <summary>The model's file; null if there is none, or more than one that it could be.</summary>
    public static FileInfo? Choose(List<FileInfo> files)
    {
        var onnx = files.FindAll(Entries.IsModelFile);
        var pipeline = files.Find(file => file.Name == Pipeline);
        var code = files.FindAll(IsCode);
        if (pipeline is not null)
            return onnx.Count + code.Count == 0 ? pipeline : null;
        return onnx.Count > 0 ? Named(onnx, Onnx) : Assembly(code, files);
    }

    /// <summary>The files that could be the model, by name.</summary>
    public static IReadOnlyList<string> Candidates(List<FileInfo> files) =>
        [.. files.Where(file => file.IsModelFile() || file.Name == Pipeline || IsCode(file)).Select(file => file.Name)];

    /// <summary>What to do about candidates that <see cref="Choose"/> could not choose from.</summary>
    public static string Advice(IReadOnlyList<string> candidates) => candidates.Contains(Pipeline, StringComparer.Ordinal)
        ? "keep one of them"
        : $"name one of them {(candidates.All(name => name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) ? Code : Onnx)}";

    /// <summary>The assembly whose list of dependencies lies beside it is the one that was built; the others are dependencies.</summary>
    private static FileInfo? Assembly(List<FileInfo> code, List<FileInfo> files) =>
        Named(code, Code) ?? Named(code.FindAll(file => HasDependencies(file, files)), Code);

    private static FileInfo? Named(List<FileInfo> files, string name) =>
        files.Find(file => file.Name == name) ?? (files.Count == 1 ? files[0] : null);

    private static bool IsCode(FileInfo file) =>
        file.Extension.Equals(".dll", StringComparison.OrdinalIgnoreCase) && file.Name != ContractsFile;

    private static bool HasDependencies(FileInfo file, List<FileInfo> files) =>
        files.Exists(other => other.Name == Path.ChangeExtension(file.Name, ".deps.json"));
}
