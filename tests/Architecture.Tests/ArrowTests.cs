using System.Reflection;
using ModelCluster.Actors.Serving;
using ModelCluster.Contracts.Tensors;

namespace ModelCluster.Architecture.Tests;

/// <summary>The arrows between the rooms: docs and project files may drift apart, these may not.</summary>
public class ArrowTests
{
    /// <summary>Every project under src and the projects it may refer to. A new one is added here, with thought.</summary>
    public static TheoryData<string, string[]> Allowed() => new()
    {
        { "Contracts", [] },
        { "Actors", ["Contracts"] },
        { "Api", ["Contracts"] },
        { "OnnxRuntime", [] },
        { "LibVips", [] },
        { "Node", ["Actors", "Api", "Contracts", "LibVips", "OnnxRuntime"] },
        { "Pbm", [] },
        { "Client", [] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_project_refers_only_to_those_it_may(string name, string[] allowed)
    {
        if (Project.Sources.FirstOrDefault(project => project.Name == name) is { } project)
            project.ProjectReferences.Except(allowed, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Every_project_has_its_rule()
    {
        var ruled = Allowed().Select(row => row.Data.Item1);
        Project.Sources.Select(project => project.Name).Except(ruled, StringComparer.Ordinal).ShouldBeEmpty();
        Project.Sources.Count.ShouldBeGreaterThanOrEqualTo(4);
    }

    [Theory]
    [InlineData("ModelCluster.Contracts")]
    [InlineData("ModelCluster.Actors", "ModelCluster.Contracts")]
    [InlineData("ModelCluster.Api", "ModelCluster.Contracts")]
    public void A_built_assembly_uses_only_the_rooms_it_may(string name, params string[] allowed) =>
        Assembly.Load(name).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(reference => reference.Contains("ModelCluster", StringComparison.OrdinalIgnoreCase) || IsOnnx(reference))
            .Except(allowed, StringComparer.Ordinal)
            .ShouldBeEmpty();

    [Fact]
    public void Contracts_need_no_package() =>
        Project.Sources.Single(project => project.Name == "Contracts").PackageReferences.ShouldBeEmpty();

    [Fact]
    public void Only_the_adapter_mentions_the_onnx_runtime()
    {
        var users = Project.Sources
            .SelectMany(project => project.CSharpFiles)
            .Where(path => File.ReadAllText(path).Contains("Microsoft.ML.OnnxRuntime", StringComparison.Ordinal))
            .Select(Project.Relative)
            .ToList();
        users.ShouldNotBeEmpty();
        users.ShouldAllBe(path => path.StartsWith("src/Node/Onnx/", StringComparison.Ordinal));
        Project.All.Where(project => project.PackageReferences.Any(package => IsOnnx(package) || package == "$(OrtNuGetPackage)"))
            .Select(project => project.Name).ShouldBe(["OnnxRuntime"]);
    }

    [Fact]
    public void The_api_never_names_an_actor() =>
        Project.Sources.Single(project => project.Name == "Api").CSharpFiles
            .Where(path => File.ReadAllText(path).Contains("ModelCluster.Actors", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void The_rooms_are_where_this_test_looks_for_them()
    {
        typeof(Servable).Assembly.GetName().Name.ShouldBe("ModelCluster.Actors");
        typeof(Tensor).Assembly.GetName().Name.ShouldBe("ModelCluster.Contracts");
    }

    private static bool IsOnnx(string name) => name.StartsWith("Microsoft.ML.OnnxRuntime", StringComparison.Ordinal);
}
