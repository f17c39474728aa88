using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using ModelCluster.Contracts.Sessions;

namespace ModelCluster.Node.Tests.Code;

public sealed class CodeLoadTests : CodeTestBase
{
    [Fact]
    public void Code_is_not_run_unless_it_is_allowed() =>
        Should.Throw<ModelLoadException>(() => Loader(allow: false).Load(Id, Write(TestAssembly.Times(2)), new SessionSettings()))
            .Message.ShouldContain("--Repository:AllowCode=true");

    [Fact]
    public void Code_that_came_with_a_request_is_never_run() =>
        Should.Throw<ModelLoadException>(() => Loader(dataFolder: Root).Load(Id, Write(TestAssembly.Times(2)), new SessionSettings()))
            .Message.ShouldContain("never from an upload");

    [Fact]
    public void Code_outside_of_the_repository_is_never_run()
    {
        var outside = Root + "-outside/Tested.dll";
        Should.Throw<ModelLoadException>(() => Load(outside)).Message.ShouldContain("never from an upload");
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_refused()
    {
        var path = Write(TestAssembly.Times(2));
        File.WriteAllText(path, "no assembly");
        LoadFailure(path).ShouldContain("is no .NET assembly");
    }

    [Fact]
    public void An_assembly_without_a_servable_is_refused() =>
        LoadFailure(Write("public sealed class Nothing;")).ShouldContain("holds no servable: one public class must implement ModelCluster.Contracts.Servables.IServable");

    [Fact]
    public void An_assembly_with_two_servables_is_refused_with_both_names() =>
        LoadFailure(Write(TestAssembly.Servable("return default;", name: "First") + TestAssembly.Servable("return default;", name: "Second")))
            .ShouldContain("holds 2 servables, First and Second");

    [Fact]
    public void A_constructor_that_throws_fails_the_load_with_its_message() =>
        LoadFailure(Write(TestAssembly.Servable("return default;", "public Tested() => throw new InvalidOperationException(\"no weights\");")))
            .ShouldContain("the constructor of Tested failed: InvalidOperationException: no weights");

    [Fact]
    public void A_constructor_that_asks_for_more_is_refused() =>
        LoadFailure(Write(TestAssembly.Servable("return default;", "public Tested(int size) { }"))).ShouldContain("no public constructor that takes a ServableContext or nothing");

    [Fact]
    public void A_servable_without_outputs_is_refused() =>
        LoadFailure(Write(TestAssembly.Times(2).Replace("[TensorSpec.Of(\"y\", TensorType.Fp32, -1, 1)]", "[]", StringComparison.Ordinal)))
            .ShouldContain("there is no output");

    [Fact]
    public void A_dependency_beside_the_assembly_is_loaded_and_one_that_is_missing_is_named()
    {
        var helper = TestAssembly.Write(Path.Combine(Root, "tested", "1"), "Helper", "public static class Helper { public static float Of(float x) => x + 1; }");
        var main = Write(TestAssembly.Servable(TestAssembly.Body("Helper.Of(x[i])")), references: helper);
        using (var session = Load(main))
        using (var runner = session.CreateRunner())
            Run(runner, 1).ShouldBe([2]);
        File.Delete(helper);
        LoadFailure(main).ShouldContain("Tested needs Helper 0.0.0.0, which neither lies beside it nor is part of .NET");
    }

    [Fact]
    public void An_assembly_for_a_later_framework_is_refused_with_what_to_do()
    {
        var path = Write(TestAssembly.Times(2));
        File.WriteAllBytes(path, ForNextFramework(File.ReadAllBytes(path)));
        LoadFailure(path).ShouldContain($"Tested was built for .NET {Environment.Version.Major + 1}, and this node runs .NET");
    }

    [Fact]
    public void The_file_can_be_replaced_and_deleted_while_it_is_served()
    {
        var path = Write(TestAssembly.Times(2));
        using var session = Load(path);
        using var runner = session.CreateRunner();
        Write(TestAssembly.Times(3));
        Run(runner, 1).ShouldBe([2]);
        using var next = Load(path);
        using var nextRunner = next.CreateRunner();
        Run(nextRunner, 1).ShouldBe([3]);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        Run(runner, 1).ShouldBe([2]);
    }

    /// <summary>Raises the version of the framework that an assembly refers to.</summary>
    private static byte[] ForNextFramework(byte[] assembly)
    {
        using var file = new PEReader(new MemoryStream(assembly));
        var reader = file.GetMetadataReader();
        var handle = reader.AssemblyReferences.Single(handle => reader.GetString(reader.GetAssemblyReference(handle).Name) == "System.Private.CoreLib");
        var row = reader.GetTableMetadataOffset(TableIndex.AssemblyRef) + ((MetadataTokens.GetRowNumber(handle) - 1) * reader.GetTableRowSize(TableIndex.AssemblyRef));
        assembly[file.PEHeaders.MetadataStartOffset + row]++; // the row begins with the major version
        return assembly;
    }
}
