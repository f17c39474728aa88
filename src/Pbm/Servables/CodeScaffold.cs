using ModelCluster.Pbm.Terminal;

namespace ModelCluster.Pbm.Servables;

/// <summary>Makes a project for a servable that is a .NET class; building it makes a model's folder.</summary>
/// <param name="name">The model's name.</param>
/// <param name="version">Its version.</param>
/// <param name="output">Where the project's folder is made.</param>
internal sealed class CodeScaffold(string name, string version, DirectoryInfo output)
{
    /// <summary>The project's folder.</summary>
    internal string Folder { get; } = Path.Combine(output.FullName, name);

    /// <summary>The model's folder, once the project was built.</summary>
    internal string Model => Path.Combine(Folder, "models", name);

    /// <summary>Writes it.</summary>
    /// <param name="program">The node's program; the contracts lie beside it.</param>
    /// <returns>The files.</returns>
    /// <exception cref="PbmException">The name or the version is no good, or the folder exists.</exception>
    internal IReadOnlyList<string> Write(string program)
    {
        ScaffoldRules.Check(name, version, Folder);
        var contracts = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(program))!, "ModelCluster.Contracts.dll");
        if (!File.Exists(contracts))
            throw new PbmException(ExitCode.Failed, $"ModelCluster.Contracts.dll is not beside {program}; name the node's program with --node");
        var type = TypeName();
        return
        [
            Write($"{type}.csproj", Project(contracts)),
            Write($"{type}.cs", Class(type)),
            Write(Path.Combine("models", name, "samples", "example.json"), Sample),
            Write("README.md", Readme()),
        ];
    }

    private string Write(string file, string text)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The name as C# writes one: <c>word_count</c> becomes <c>WordCount</c>.</summary>
    private string TypeName()
    {
        var words = name.Split('.', '_', '-').Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..]);
        var joined = string.Concat(words);
        return char.IsAsciiDigit(joined[0]) ? $"Model{joined}" : joined;
    }

    private string Project(string contracts) =>
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <EnableDynamicLoading>true</EnableDynamicLoading>
            <!-- building makes the model's folder: a version is what lies in it -->
            <OutputPath>models/{name}/{version}/</OutputPath>
            <AppendTargetFrameworkToOutputPath>false</AppendTargetFrameworkToOutputPath>
          </PropertyGroup>
          <ItemGroup>
            <Reference Include="ModelCluster.Contracts" HintPath="{contracts}" Private="false" />
          </ItemGroup>
        </Project>

        """;

    private static string Class(string type) =>
        $$"""
        using ModelCluster.Contracts.Servables;
        using ModelCluster.Contracts.Tensors;

        /// <summary>Doubles numbers: put in its place what you want to serve.</summary>
        public sealed class {{type}} : IServable
        {
            public IReadOnlyList<TensorSpec> Inputs => [TensorSpec.Of("x", TensorType.Fp32, -1)];

            public IReadOnlyList<TensorSpec> Outputs => [TensorSpec.Of("y", TensorType.Fp32, -1)];

            public ValueTask RunAsync(ServableCall call)
            {
                var x = call.Values<float>("x");
                var y = call.Output<float>("y", x.Length);
                for (var i = 0; i < x.Length; i++)
                    y[i] = 2 * x[i];
                return ValueTask.CompletedTask;
            }
        }

        """;

    private const string Sample =
        """
        {
          "description": "Numbers are doubled.",
          "request": { "inputs": [ { "name": "x", "shape": [2], "datatype": "FP32", "data": [1, 2.5] } ] },
          "expected": { "outputs": [ { "name": "y", "shape": [2], "datatype": "FP32", "data": [2, 5] } ] }
        }

        """;

    private string Readme() =>
        $"""
        # {name}

        A servable written in C#. `dotnet build` makes `models/{name}/{version}/`; then

            pbm servable test models/{name} --allow-code

        tries it with the requests in `models/{name}/samples/`. A node serves it with `--models models --Repository:AllowCode=true`.

        """;
}
