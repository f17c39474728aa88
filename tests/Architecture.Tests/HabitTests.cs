using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ModelCluster.Architecture.Tests;

public partial class HabitTests
{
    private const int LongestFile = 400;

    [Fact]
    public void No_source_file_is_longer_than_a_reader_takes_in() =>
        Project.Sources.SelectMany(project => project.CSharpFiles)
            .Where(path => File.ReadLines(path).Count() > LongestFile)
            .Select(Project.Relative)
            .ShouldBeEmpty();

    [Fact]
    public void Package_versions_are_pinned_in_one_place_only()
    {
        var pinned = Project.All.Where(project => project.File.Descendants("PackageReference")
            .Any(reference => reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null || reference.Element("Version") is not null));
        pinned.Select(project => project.Name).ShouldBeEmpty();
    }

    [Fact]
    public void Package_versions_are_exact()
    {
        var versions = XDocument.Load(Path.Combine(Project.Root, "Directory.Packages.props")).Descendants("PackageVersion").ToList();
        versions.ShouldNotBeEmpty();
        foreach (var version in versions)
            ExactVersion().IsMatch((string)version.Attribute("Version")!).ShouldBeTrue($"{version} floats or is a range");
    }

    [Fact]
    public void No_project_softens_the_strict_build()
    {
        // OnnxRuntime compiles Microsoft's sources, which are not ours to clean
        foreach (var project in Project.All.Where(project => project.Name != "OnnxRuntime"))
        {
            foreach (var name in new[] { "TreatWarningsAsErrors", "Nullable", "EnforceCodeStyleInBuild", "AnalysisLevel" })
                project.File.Descendants(name).ShouldBeEmpty($"{project} sets {name}; Directory.Build.props does, for all");
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Project.Root, "ModelCluster.sln"));
        Project.All.Where(project => !solution.Contains($"\"{project.Name}\"", StringComparison.Ordinal)).Select(project => project.Name).ShouldBeEmpty();
    }

    [Fact]
    public void Tests_neither_sleep_nor_wait_for_the_clock() =>
        Project.All.Where(project => project.Name.EndsWith(".Tests", StringComparison.Ordinal))
            .SelectMany(project => project.CSharpFiles)
            .Where(path => Sleep().IsMatch(File.ReadAllText(path)))
            .Select(Project.Relative)
            .ShouldBeEmpty();

    [GeneratedRegex(@"^\d+\.\d+\.\d+(\.\d+)?(-[\w.]+)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ExactVersion();

    [GeneratedRegex(@"\b(Thread\.Sleep|Task\.Delay)\((?![\w.]*Infinite)(?!.*[Tt]ime\))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sleep();
}
