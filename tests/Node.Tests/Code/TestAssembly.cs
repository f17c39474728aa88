using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelCluster.Contracts.Servables;

namespace ModelCluster.Node.Tests.Code;

/// <summary>Compiles assemblies for tests to load as models.</summary>
internal static class TestAssembly
{
    private const string Usings =
        """
        using System; using System.Collections.Generic; using System.Linq; using System.Threading; using System.Threading.Tasks;
        using ModelCluster.Contracts.Servables; using ModelCluster.Contracts.Tensors;

        """;

    private static readonly MetadataReference[] Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(IServable).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Writes <c>folder/name.dll</c> and says where it is.</summary>
    internal static string Write(string folder, string name, string source, params IEnumerable<string> references)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{name}.dll");
        File.WriteAllBytes(path, Compile(name, source, references));
        return path;
    }

    internal static byte[] Compile(string name, string source, params IEnumerable<string> references)
    {
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(Usings + source)],
            [.. Framework, .. references.Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        result.Success.ShouldBeTrue(string.Join('\n', result.Diagnostics));
        return stream.ToArray();
    }

    /// <summary>A servable of <c>x</c> FP32 [rows, 1] to <c>y</c> FP32 [rows, 1], with the given body of RunAsync.</summary>
    internal static string Servable(string run, string members = "", string name = "Tested", string bases = "") =>
        $$"""
        public sealed class {{name}} : IServable{{bases}}
        {
            public IReadOnlyList<TensorSpec> Inputs => [TensorSpec.Of("x", TensorType.Fp32, -1, 1)];
            public IReadOnlyList<TensorSpec> Outputs => [TensorSpec.Of("y", TensorType.Fp32, -1, 1)];
            {{members}}
            public {{(run.Contains("await", StringComparison.Ordinal) ? "async " : "")}}ValueTask RunAsync(ServableCall call)
            {
                {{run}}
            }
        }
        """;

    /// <summary>A servable whose y is x times <paramref name="factor"/>.</summary>
    internal static string Times(int factor) => Servable(Body($"x[i] * {factor}"));

    internal static string Body(string expression) =>
        $$"""
        var x = call.Values<float>("x");
        var y = call.Output<float>("y", call.Rows, 1);
        for (var i = 0; i < x.Length; i++) y[i] = {{expression}};
        return ValueTask.CompletedTask;
        """;
}
