using System.Xml.Linq;

namespace ModelCluster.Architecture.Tests;

/// <summary>What a project file says, and the sources beside it.</summary>
internal sealed record Project(string Name, string Folder, XDocument File)
{
    internal static string Root { get; } = FindRoot();

    /// <summary>Every project in the repository, but not in folders that a build or npm fills.</summary>
    internal static IReadOnlyList<Project> All { get; } =
    [
        .. Directory.EnumerateFiles(Root, "*.csproj", SearchOption.AllDirectories)
            .Where(path => !IsBuilt(path))
            .Select(path => new Project(Path.GetFileNameWithoutExtension(path), Path.GetDirectoryName(path)!, XDocument.Load(path))),
    ];

    /// <summary>Those under src.</summary>
    internal static IReadOnlyList<Project> Sources { get; } = [.. All.Where(project => project.Folder.StartsWith(Path.Combine(Root, "src"), StringComparison.Ordinal))];

    internal IReadOnlyList<string> ProjectReferences => [.. Includes("ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))).Order(StringComparer.Ordinal)];

    internal IReadOnlyList<string> PackageReferences => [.. Includes("PackageReference")];

    internal IEnumerable<string> CSharpFiles => Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories).Where(path => !IsBuilt(path));

    public override string ToString() => Name;

    internal static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private IEnumerable<string> Includes(string item) =>
        File.Descendants(item).Select(element => (string?)element.Attribute("Include")).OfType<string>();

    private static bool IsBuilt(string path) =>
        Relative(path).Split('/').Any(folder => folder is "artifacts" or "node_modules" or "bin" or "obj");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "ModelCluster.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"no ModelCluster.sln above {AppContext.BaseDirectory}");
    }
}
