using Microsoft.Extensions.Logging;
using ModelCluster.Contracts.Ids;
using ModelCluster.Contracts.Sessions;
using ModelCluster.Contracts.Tensors;
using ModelCluster.Node.Code;
using ModelCluster.Node.Repository;
using ModelCluster.Node.Tests.Repository;
using ModelCluster.TestKit.Tensors;

namespace ModelCluster.Node.Tests.Code;

/// <summary>Compiles assemblies into a folder and loads them.</summary>
public abstract class CodeTestBase : IDisposable
{
    private readonly TempFolder _folder = new();

    internal string Root => _folder.Root;

    internal LinesLog<CodeModelLoader> Log { get; } = new();

    internal static ServableId Id { get; } = new(ModelName.Parse("tested"), ModelVersion.Parse("1"));

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    internal CodeModelLoader Loader(bool allow = true, string? dataFolder = null) =>
        new(new CodePermission(CodeRules.Of(new RepositoryOptions { AllowCode = allow, Folders = [Root], DataFolder = dataFolder ?? "elsewhere" })), Log);

    internal string Write(string source, string name = "Tested", params IEnumerable<string> references) =>
        TestAssembly.Write(Path.Combine(Root, "tested", "1"), name, source, references);

    internal IModelSession Load(string path) => Loader().Load(Id, path, new SessionSettings());

    internal string LoadFailure(string path) => Should.Throw<ModelLoadException>(() => Load(path)).Message;

    /// <summary>What a model made of the source gives for these rows.</summary>
    internal float[] Run(string source, params ReadOnlySpan<float> rows)
    {
        using var session = Load(Write(source));
        using var runner = session.CreateRunner();
        return Run(runner, rows);
    }

    internal static float[] Run(ISessionRunner runner, params ReadOnlySpan<float> rows)
    {
        using var input = TestTensors.Column(rows);
        var outputs = new Tensor?[1];
        runner.Run([input], outputs, CancellationToken.None);
        using var output = outputs[0]!;
        return output.Floats();
    }

    internal SessionException RunFailure(string source)
    {
        using var session = Load(Write(source));
        using var runner = session.CreateRunner();
        return Should.Throw<SessionException>(() => Run(runner, 1));
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class LinesLog<T> : ILogger<T>
{
    internal List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add(formatter(state, exception));
}
